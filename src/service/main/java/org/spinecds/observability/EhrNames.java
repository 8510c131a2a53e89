package org.spinecds.observability;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spinecds.security.Client;
import org.spinecds.security.FhirServerAllowList;

/**
 * The names of EHRs in metrics: only configured ones, never text of a call.
 *
 * @param callers the names that calls can have
 */
public record EhrNames(FhirServerAllowList servers, List<String> callers) {

    /** The call names no server. */
    static final String NONE = "none";

    /** The server is not configured. */
    static final String OTHER = "other";

    public EhrNames {
        callers = List.copyOf(callers);
    }

    /** The client's configured name; without client tokens, its FHIR server as configured. */
    public String ofCall(Client client, @Nullable URI fhirServer) {
        if (!client.name().equals(Client.ANYONE)) {
            return client.name();
        }
        return fhirServer == null ? NONE : ofServer(fhirServer);
    }

    /** The entry of {@code spinecds.fhir.allowed-servers} that covers the server. */
    public String ofServer(URI fhirServer) {
        return servers.entryFor(fhirServer).orElse(OTHER);
    }
}
