package org.spinecds.card;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment.Suggestion;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills the template of a draft: the names of the view, the ids of the call, and the reasons in words.
 *
 * @param view the view of drafts; it reads one suggestion at a time
 */
record SuggestionModel(AnswerTree answers, OrderingContext ordering, Phrases phrases, View view) {

    /** A text with characters that JSON must escape, among them a line break. */
    private static final String SAMPLE = "\"\\\n…";

    private static final String ORDER =
            """
            {"resourceType": "ServiceRequest", "id": "order", "status": "draft", "intent": "order",
             "subject": {"reference": "Patient/p"}}""";

    /** An invented patient to try a draft on, with the clinician's own order that the draft may change. */
    record Sample(Map<String, @Nullable Object> model, ObjectNode order) {}

    Map<String, @Nullable Object> of(Suggestion suggestion) {
        Map<String, @Nullable Object> model = new HashMap<>(view.of(answers, suggestion.answer()));
        address(model, ordering);
        model.put("reasons", (Supplier<?>) () -> suggestion.reasons().stream()
                .map(reason -> phrases.of(reason.words(), reason.code()))
                .distinct()
                .collect(Collectors.joining("; ")));
        return model;
    }

    private static void address(Map<String, @Nullable Object> model, OrderingContext ordering) {
        model.put("patient", ordering.patientId());
        model.put("requester", ordering.requester());
        model.put("encounter", ordering.encounterId());
        model.put("day", ordering.day().toString());
        model.put("rating", ordering.needsRating());
    }

    /** Two patients: one with a value for every name, with characters that JSON must escape, and one with no values. */
    static List<Sample> samples(String key, View view) {
        Map<String, @Nullable Object> full = sample(view, SAMPLE);
        full.put("name", key + "/c1");
        full.put("urgency", "urgent");
        address(full, new OrderingContext("p", "Practitioner/dr-1", "e", LocalDate.EPOCH, List.of(), List.of(), true));
        Map<String, @Nullable Object> empty = sample(view, null);
        empty.put("name", key);
        empty.put("urgency", "routine");
        address(empty, new OrderingContext("p", null, null, LocalDate.EPOCH, List.of(), List.of(), false));
        ObjectNode order = (ObjectNode) JsonMapper.shared().readTree(ORDER);
        return List.of(new Sample(full, order), new Sample(empty, order));
    }

    /** Every name with the same value; a list has two members, a code and a reference are as FHIR wants them. */
    private static Map<String, @Nullable Object> sample(View view, @Nullable String value) {
        Map<String, @Nullable Object> model = sample(view.fields(), value);
        model.put("reasons", value);
        return model;
    }

    private static Map<String, @Nullable Object> sample(Map<String, View.Field> fields, @Nullable String value) {
        Map<String, @Nullable Object> model = new HashMap<>();
        fields.forEach((name, field) -> model.put(
                name,
                value == null
                        ? null
                        : !field.each().isEmpty() && field.text() == null
                                ? List.of(sample(field.each(), value), sample(field.each(), value))
                                : name.toLowerCase(Locale.ROOT).endsWith("code")
                                        ? "1"
                                        : name.equals("reference") ? "Condition/c1" : value));
        return model;
    }
}
