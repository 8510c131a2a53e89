package org.spinecds.security;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Under which SMART client id the EHR of a FHIR server knows the worksheet, and where a browser may go to ask it. */
public final class SmartApps {

    private final List<Registered> registered;
    private final List<String> authorizationOrigins;

    /**
     * Keeps what is configured.
     *
     * @param authorizationOrigins of authorization servers that are not on the origin of their FHIR server
     * @throws SecurityMisconfigured when one FHIR server would have two apps
     */
    SmartApps(List<Registered> registered, List<String> authorizationOrigins) {
        this.registered = List.copyOf(registered);
        this.authorizationOrigins = List.copyOf(authorizationOrigins);
        for (Registered one : this.registered) {
            for (Registered other : this.registered) {
                if (!one.app().equals(other.app()) && one.servers().overlaps(other.servers())) {
                    throw new SecurityMisconfigured("spinecds.security.clients names one FHIR server for two SMART"
                            + " client ids, " + one.app().clientId() + " and "
                            + other.app().clientId() + ". Give each client its own fhir-servers.");
                }
            }
        }
    }

    /** An app and the FHIR servers it is launched from. */
    record Registered(FhirServerAllowList servers, SmartAppSettings app) {}

    /** The app to be launched from a FHIR server; empty where it has none, or may not be named at all. */
    public Optional<SmartAppSettings> launchedFrom(String fhirServer) {
        try {
            URI server = URI.create(fhirServer);
            return server.getRawQuery() != null || server.getRawFragment() != null
                    ? Optional.empty()
                    : registered.stream()
                            .filter(one -> one.servers().covers(server))
                            .map(Registered::app)
                            .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What an operator must set for a launch that was refused, in a sentence; empty where none was. */
    public Optional<String> refusal(String fhirServer, String blocked) {
        if (launchedFrom(fhirServer).isEmpty()) {
            return Optional.of("A SMART launch from " + origin(fhirServer)
                    + " was refused: no client of spinecds.security.clients has it among its fhir-servers.");
        }
        return blocked.isEmpty()
                ? Optional.empty()
                : Optional.of("A SMART launch could not reach " + origin(blocked)
                        + ": expected among spinecds.worksheet.smart-origins, or on the origin of the FHIR server.");
    }

    /** Scheme, host and port alone: the rest of an address may hold what belongs in no log. */
    private static String origin(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() == null
                    ? "an address that is none"
                    : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException e) {
            return "an address that is none";
        }
    }

    /** Where the two pages of a launch may connect to; none where no app is configured. */
    Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>();
        registered.forEach(one -> origins.addAll(one.servers().origins()));
        if (!registered.isEmpty()) {
            origins.addAll(authorizationOrigins);
        }
        return origins;
    }
}
