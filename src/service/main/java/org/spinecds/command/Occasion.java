package org.spinecds.command;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.hook.HookRequest;
import org.spinecds.security.Client;
import org.spinecds.workbench.PatientCase;
import tools.jackson.databind.node.ObjectNode;

/**
 * An occasion on which the service would have been asked: an order on file as the draft that it was, or a chart that is opened.
 *
 * @param day of the answer: the record counts as it was known then
 * @param order null for a chart
 */
record Occasion(LocalDate day, @Nullable ServiceRequest order) {

    /** The chart of the patient, opened on a day. */
    static Occasion chart(LocalDate day) {
        return new Occasion(day, null);
    }

    /** The occasions among some orders, in the order of their days: one for each day and code. An order without a day is none. */
    static List<Occasion> of(List<ServiceRequest> orders) {
        List<Occasion> occasions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        orders.stream().sorted(Comparator.comparing(Resource::getIdPart)).forEach(order -> {
            LocalDate day = AsOf.day(order.getAuthoredOnElement());
            if (day != null && seen.add(day + " " + codes(order))) {
                occasions.add(new Occasion(day, order));
            }
        });
        occasions.sort(Comparator.comparing(Occasion::day).thenComparing(Occasion::name));
        return List.copyOf(occasions);
    }

    /** The ids of the orders without a day. */
    static List<String> undated(List<ServiceRequest> orders) {
        return orders.stream()
                .filter(order -> AsOf.day(order.getAuthoredOnElement()) == null)
                .map(Resource::getIdPart)
                .sorted()
                .toList();
    }

    private static List<String> codes(ServiceRequest order) {
        return order.getCode().getCoding().stream()
                .map(coding -> coding.getSystem() + "|" + coding.getCode())
                .sorted()
                .toList();
    }

    /** The id of the order, or the hook of a chart. */
    String name() {
        return order == null ? CohortRules.CHART : order.getIdPart();
    }

    /** The call, with the record as it was known on its day. */
    PatientCase asked(String patient, List<Resource> record) {
        List<Resource> known = AsOf.of(record, day);
        return new PatientCase(patient, null, order == null ? chart(patient) : drafted(patient, order), known);
    }

    private static HookRequest chart(String patient) {
        return request(CohortRules.CHART, patient, new Bundle(), List.of());
    }

    private static HookRequest drafted(String patient, ServiceRequest order) {
        ServiceRequest draft = order.copy();
        draft.setId(order.getIdPart());
        draft.setStatus(ServiceRequest.ServiceRequestStatus.DRAFT);
        Bundle drafts = new Bundle().setType(Bundle.BundleType.COLLECTION);
        drafts.addEntry().setResource(draft);
        return request(
                CohortRules.ORDER, patient, drafts, List.of((ObjectNode) new FhirJson(R4.context()).tree(draft)));
    }

    /** A call that selects all its drafts. */
    private static HookRequest request(String hook, String patient, Bundle drafts, List<ObjectNode> asSent) {
        return new HookRequest(
                Client.itself("replay"),
                hook,
                "replay",
                null,
                null,
                "Practitioner/replay",
                patient,
                null,
                asSent.stream()
                        .map(draft -> "ServiceRequest/" + draft.path("id").asString(""))
                        .toList(),
                drafts,
                asSent,
                Map.of(),
                null);
    }
}
