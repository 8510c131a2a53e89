package org.spinecds.card;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Assessment.Advice;
import org.spinecds.decision.Assessment.Suggestion;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a draft's template is filled from: the call's addresses, the evidence, and the reasons and numbers in words. */
final class SuggestionModel {

    /** The criteria of Table 1 that a reader of a request wants to see. */
    private static final List<String> TOLD = List.of("R-113", "R-111", "R-120", "R-122");

    /** Signs that JSON must escape, and two lines. */
    private static final String SAMPLE = "\"\\\n…";

    private static final String HISTORY = "history";
    private static final String IRRADIATION = "irradiation";

    private final Advice advice;
    private final OrderingContext ordering;
    private final Assessment assessment;
    private final Phrases phrases;
    private final View parts;
    private final View drafts;
    private @Nullable Map<String, @Nullable Object> ofPatient;

    /**
     * What the drafts of a call are filled from.
     *
     * @param drafts the view of the level that they speak of
     */
    SuggestionModel(CardContext context, Phrases phrases, View parts, View drafts) {
        this.parts = parts;
        this.drafts = drafts;
        this.assessment = context.assessment();
        this.advice = assessment.advice();
        this.ordering = context.ordering();
        this.phrases = phrases;
    }

    /** An invented patient to try a draft on, and the clinician's own order that it may change. */
    record Sample(Map<String, @Nullable Object> model, ObjectNode order) {}

    Map<String, @Nullable Object> of(Suggestion suggestion) {
        Map<String, @Nullable Object> model = common(suggestion, advice, ordering, phrases);
        model.put("course", (Supplier<?>) () -> course(suggestion.subject()));
        if (ofPatient == null) {
            ofPatient = ofPatient();
        }
        model.putAll(ofPatient);
        return model;
    }

    /** What is the same for every suggestion. */
    private Map<String, @Nullable Object> ofPatient() {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("prior", null);
        model.put("surrogate", false);
        model.put("months", null);
        model.put("courses", null);
        model.put("facts", (Supplier<?>) this::facts);
        if (advice.showsDoses()) {
            assessment.answers().at("Assessed Levels").members().stream()
                    .filter(level -> String.valueOf(level.at("level").text()).equals(advice.level()))
                    .findFirst()
                    .ifPresent(level -> doses(model, level));
        }
        return model;
    }

    private static Map<String, @Nullable Object> common(
            Suggestion suggestion, Advice advice, OrderingContext ordering, Phrases phrases) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("name", suggestion.name());
        model.put("urgency", suggestion.urgency());
        model.put("patient", ordering.patientId());
        model.put("requester", ordering.requester());
        model.put("encounter", ordering.encounterId());
        model.put("day", ordering.day().toString());
        model.put("rating", ordering.needsRating());
        model.put("level", advice.level());
        model.put("adult", advice.showsDoses());
        model.put("levelCode", advice.levelCode());
        Assessment.Diagnosis diagnosis = advice.diagnosis();
        List<Assessment.Coding> codings = diagnosis == null ? List.of() : diagnosis.codings();
        model.put("diagnosis", diagnosis == null ? null : words(diagnosis));
        model.put("hasCodings", !codings.isEmpty());
        model.put("codings", codings.stream().map(SuggestionModel::coding).toList());
        model.put("hasMetastases", !advice.metastases().isEmpty());
        model.put("metastases", references(advice.metastases()));
        model.put("hasEvidence", !suggestion.references().isEmpty());
        model.put("evidence", references(suggestion.references()));
        model.put("reasons", (Supplier<?>) () -> suggestion.reasons().stream()
                .map(reason -> phrases.of(reason.words(), reason.code()))
                .distinct()
                .collect(Collectors.joining("; ")));
        return model;
    }

    private static @Nullable String words(Assessment.Diagnosis diagnosis) {
        if (diagnosis.text() != null && !diagnosis.text().isBlank()) {
            return diagnosis.text();
        }
        return diagnosis.codings().stream()
                .map(Assessment.Coding::display)
                .filter(display -> display != null && !display.isBlank())
                .findFirst()
                .orElse(null);
    }

    private static Map<String, @Nullable Object> coding(Assessment.Coding coding) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("system", coding.system());
        model.put("code", coding.code());
        model.put("display", coding.display());
        return model;
    }

    private static List<Map<String, String>> references(List<String> references) {
        return references.stream()
                .distinct()
                .map(reference -> Map.of("reference", reference))
                .toList();
    }

    /** The course that a draft is about: with its dose where doses may be shown. */
    private @Nullable String course(@Nullable String subject) {
        if (!isCourse(subject)) {
            return null;
        }
        boolean isWithDose = advice.showsDoses() || HISTORY.equals(subject);
        return parts.text(isWithDose ? IRRADIATION : "courseShort", assessment.answers(), AnswerTree.of(subject));
    }

    private boolean isCourse(@Nullable String subject) {
        return HISTORY.equals(subject)
                || assessment.courses().stream().anyMatch(course -> course.id().equals(subject));
    }

    private @Nullable String facts() {
        List<String> facts = new ArrayList<>();
        for (String id : TOLD) {
            assessment.background().criteria().stream()
                    .filter(criterion -> criterion.id().equals(id) && criterion.known())
                    .forEach(criterion -> facts.add(phrases.of("criterion", id) + ": " + criterion.value()));
        }
        return facts.isEmpty() ? null : String.join("; ", facts);
    }

    private void doses(Map<String, @Nullable Object> model, AnswerTree level) {
        if (level.at("overlappingCourses").number().signum() == 0) {
            return;
        }
        model.putAll(drafts.of(assessment.answers(), level));
    }

    /** A patient of whom all is known, with signs that JSON must escape, and one of whom nothing is. */
    static List<Sample> samples(String key, Phrases phrases) {
        ObjectNode order = (ObjectNode) JsonMapper.builder()
                .build()
                .readTree("{\"resourceType\": \"ServiceRequest\", \"id\": \"order\", \"status\": \"draft\","
                        + " \"intent\": \"order\", \"subject\": {\"reference\": \"Patient/p\"}}");
        Advice known = new Advice(
                new Assessment.Diagnosis(
                        SAMPLE,
                        List.of(
                                new Assessment.Coding("http://snomed.info/sct", "94602001", SAMPLE),
                                new Assessment.Coding(null, "C79.51", null))),
                List.of("Condition/met", "Condition/other"),
                "T8",
                "77435000",
                true,
                List.of());
        Map<String, @Nullable Object> full = common(
                new Suggestion(
                        key,
                        key,
                        "urgent",
                        true,
                        "c1",
                        List.of(new Assessment.Reason("option", "SBRT"), new Assessment.Reason("option", "PRDR")),
                        List.of("Procedure/c1", "Observation/o1"),
                        key + "/c1"),
                known,
                new OrderingContext("p", "Practitioner/dr-1", "e", LocalDate.EPOCH, List.of(), List.of(), true),
                phrases);
        for (String name : List.of("course", "prior", "months", "courses", "facts")) {
            full.put(name, SAMPLE);
        }
        full.put("surrogate", true);
        Map<String, @Nullable Object> empty = common(
                new Suggestion(key, key, "routine", false, null, List.of(), List.of(), key),
                Advice.NONE,
                new OrderingContext("p", null, null, LocalDate.EPOCH, List.of(), List.of(), false),
                phrases);
        for (String name : List.of("course", "prior", "months", "courses", "facts")) {
            empty.put(name, null);
        }
        empty.put("surrogate", false);
        return List.of(new Sample(full, order), new Sample(empty, order));
    }
}
