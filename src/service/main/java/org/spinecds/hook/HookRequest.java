package org.spinecds.hook;

import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.spinecds.security.Client;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a service (CDS Hooks 2.0.1, HTTP Request).
 *
 * @param client the caller
 * @param fhirServer base URL without a slash at its end
 * @param patientId a FHIR id, so it is safe in an address
 * @param selections references into the draft orders; empty for hooks without them
 * @param draftOrders empty for hooks without them
 * @param draftsAsSent each draft order as JSON, with elements unknown to this service
 * @param prefetch by key, only those of the service
 * @param explain null unless requested and enabled
 */
public record HookRequest(
        Client client,
        String hook,
        String hookInstance,
        @Nullable URI fhirServer,
        @Nullable FhirAuthorization fhirAuthorization,
        String userId,
        String patientId,
        @Nullable String encounterId,
        List<String> selections,
        Bundle draftOrders,
        List<ObjectNode> draftsAsSent,
        Map<String, PrefetchValue> prefetch,
        @Nullable Explain explain) {

    /**
     * The extension {@code org.spinecds.explain} of a call.
     *
     * @param assessment whether the answer carries the whole assessment
     * @param evaluationDate the replayed day; null means today
     */
    public record Explain(boolean assessment, @Nullable LocalDate evaluationDate) {}

    public HookRequest {
        selections = List.copyOf(selections);
        draftsAsSent = List.copyOf(draftsAsSent);
        prefetch = Map.copyOf(prefetch);
    }

    @Override
    public String toString() {
        return "HookRequest[hook=" + hook + ", hookInstance=" + hookInstance + "]";
    }
}
