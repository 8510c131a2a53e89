package org.spinecds.security;

/**
 * The EHR that calls, as it is configured here.
 *
 * @param name under which the journal knows it
 * @param tenant of the client that the call is for; empty where it names none
 * @param servers the FHIR servers its calls may name
 * @param mayExplain whether the extension {@code org.spinecds.explain} of its calls is heard
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

    /** Whoever calls a service that asks for no tokens. */
    public static final String ANYONE = "anyone";
}
