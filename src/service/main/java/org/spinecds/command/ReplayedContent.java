package org.spinecds.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.EntryTest;
import org.spinecds.logic.LogicFailed;
import org.spinecds.replay.Rules;
import org.spinecds.workbench.PatientCase;

/** One of the contents that a replay asks. */
final class ReplayedContent {

    private final Guideline guideline;
    private final Rules rules;
    private final Optional<EntryTest> occasions;

    /**
     * Prepares to ask a content.
     *
     * @throws CannotRun when it has no service for a hook that a replay asks with
     */
    ReplayedContent(Guideline guideline) {
        for (String hook : List.of(CohortRules.ORDER, CohortRules.CHART)) {
            if (guideline.serviceFor(hook).isEmpty()) {
                throw new CannotRun("The content " + guideline.version() + " has no service for the hook " + hook
                        + ", with which a replay asks.");
            }
        }
        this.guideline = guideline;
        this.rules = CohortRules.of(guideline);
        this.occasions = guideline
                .serviceFor(CohortRules.ORDER)
                .flatMap(service -> guideline.logic().occasions(service.guideline()));
    }

    /**
     * The answer to one occasion.
     *
     * @param said the parts that a replay shows: trigger, cards, options, missing and problems
     * @param document the whole assessment, to compare
     */
    record Answer(Map<String, Object> said, Map<String, Object> document) {}

    String version() {
        return guideline.version();
    }

    Rules rules() {
        return rules;
    }

    /** The types of resource without which the services that are asked refuse a call. */
    Set<String> needs() {
        return Stream.of(CohortRules.ORDER, CohortRules.CHART)
                .flatMap(hook -> guideline.serviceFor(hook).stream())
                .flatMap(service -> service.prefetch().entrySet().stream()
                        .filter(query -> !service.optional().contains(query.getKey())))
                .map(query -> query.getValue().split("[/?]", 2)[0])
                .collect(Collectors.toSet());
    }

    /** Whether the guideline tells the orders that would have asked. */
    boolean tellsOccasions() {
        return occasions.isPresent();
    }

    /** Whether an order on file would have asked the service. */
    boolean wouldHaveAsked(ServiceRequest order) {
        return occasions
                .filter(test -> {
                    FhirJson json = new FhirJson(R4.context());
                    if (guideline.localCodes().isEmpty() && !test.mayBeOne(json.tree(order))) {
                        return false;
                    }
                    List<Resource> plain = guideline.plainForm().of(List.of(order.copy()));
                    plain.forEach(guideline.localCodes()::addStandardCodings);
                    return test.isOne(plain, rules.moment());
                })
                .isPresent();
    }

    /** The answer; null where the rules fail. */
    @Nullable
    Answer answer(Occasion occasion, PatientCase patient) {
        try {
            Evaluation evaluation = patient.put(guideline, EvaluateCommand.clock(occasion.day()));
            Assessment assessment = evaluation.assess(patient.known(evaluation));
            Map<String, Object> document = guideline.cards().document(assessment);
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("trigger", assessment.trigger().reason());
            said.put(
                    "cards",
                    assessment.cards().stream()
                            .map(card -> new TreeMap<>(Map.of("kind", card.kind(), "indicator", card.indicator())))
                            .toList());
            said.put("options", statuses(document.get("options")));
            said.put("missing", document.getOrDefault("missing", List.of()));
            said.put("problems", assessment.problems());
            return new Answer(said, document);
        } catch (LogicFailed e) {
            return null;
        }
    }

    private static Map<String, Object> statuses(@Nullable Object options) {
        Map<String, Object> statuses = new TreeMap<>();
        if (options instanceof Map<?, ?> byKey) {
            byKey.forEach((key, option) -> {
                if (option instanceof Map<?, ?> members && members.get("status") != null) {
                    statuses.put(String.valueOf(key), String.valueOf(members.get("status")));
                }
            });
        }
        return statuses;
    }
}
