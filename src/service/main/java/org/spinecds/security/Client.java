package org.spinecds.security;

import java.util.List;

/**
 * The calling EHR, as configured.
 *
 * @param name in the journal
 * @param tenant of the call; empty if it names none
 * @param servers the FHIR servers its calls may name
 * @param mayExplain whether its calls may use the extension {@code org.spinecds.explain}
 * @param needsRating whether it applies a changed order only with a rating of appropriateness
 * @param launchesSmart whether the worksheet is registered there as a SMART app
 */
public record Client(
        String name,
        String tenant,
        FhirServerAllowList servers,
        boolean mayExplain,
        boolean needsRating,
        boolean launchesSmart) {

    /** Any caller of a service without client tokens. */
    public static final String ANYONE = "anyone";

    /** The service itself, which may explain and names no server. */
    public static Client itself(String name) {
        return new Client(name, "", new FhirServerAllowList(List.of(), false), true, false, false);
    }

    /** The same client with a tenant. */
    Client of(String other) {
        return new Client(name, other, servers, mayExplain, needsRating, launchesSmart);
    }
}
