package org.spinecds.observability;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.spinecds.security.Client;
import org.spinecds.security.FhirServerAllowList;

/** The names of EHRs in metrics: those of the configuration, and nothing that a call made up. */
public final class EhrNames {

    /** The call names no server. */
    static final String NONE = "none";

    /** The server is not among those configured. */
    static final String OTHER = "other";

    private final FhirServerAllowList servers;
    private final List<String> callers;

    /**
     * Names what is configured.
     *
     * @param callers the names that calls can have
     */
    public EhrNames(FhirServerAllowList servers, List<String> callers) {
        this.servers = servers;
        this.callers = List.copyOf(callers);
    }

    /** The names that calls can have. */
    List<String> callers() {
        return callers;
    }

    /** The client's configured name; where no tokens are asked for, its FHIR server as it is configured. */
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
