package org.spinecds.security;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The SMART client id of the worksheet for each FHIR server, and the origins that its launch pages may call.
 *
 * @param authorizationOrigins of authorization servers that are not on the origin of their FHIR server
 */
public record SmartApps(List<Registered> registered, List<String> authorizationOrigins) {

    public SmartApps {
        registered = List.copyOf(registered);
        authorizationOrigins = List.copyOf(authorizationOrigins);
        for (Registered one : registered) {
            for (Registered other : registered) {
                if (!one.app().equals(other.app()) && one.servers().overlaps(other.servers())) {
                    throw new SecurityMisconfigured("spinecds.security.clients names one FHIR server for two SMART"
                            + " client ids, " + one.app().clientId() + " and "
                            + other.app().clientId() + ". Give each client its own fhir-servers.");
                }
            }
        }
    }

    /** An app and the FHIR servers that launch it. */
    record Registered(FhirServerAllowList servers, SmartAppSettings app) {}

    /** The app of a FHIR server; empty for a server without one, or not allowed. */
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

    /** The setting that a refused launch needs, in a sentence; empty if none was refused. */
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

    /** Only scheme, host and port: the rest of an address may contain private data. */
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

    /** The origins that the two launch pages may call; empty without an app. */
    Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>();
        registered.forEach(one -> origins.addAll(one.servers().origins()));
        if (!registered.isEmpty()) {
            origins.addAll(authorizationOrigins);
        }
        return origins;
    }
}
