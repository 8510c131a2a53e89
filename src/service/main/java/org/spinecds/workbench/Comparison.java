package org.spinecds.workbench;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spinecds.card.Card;
import org.spinecds.card.WordingBroken;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.LogicFailed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The comparison of two guidelines for a patient.
 *
 * @param name of the case
 * @param differences the first guideline's values as expected, the second's as actual; empty if a value is missing
 */
public record Comparison(String name, List<Difference> differences) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public Comparison {
        differences = List.copyOf(differences);
    }

    /**
     * Evaluates a patient with two guidelines: compares cards by kind, indicator and words, the assessment by member.
     */
    public static Comparison of(PatientCase patient, Guideline one, Guideline other, Clock clock) {
        Map<String, String> said = said(patient, one, clock);
        Map<String, String> saidThere = said(patient, other, clock);
        Set<String> places = new LinkedHashSet<>(said.keySet());
        places.addAll(saidThere.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String place : places) {
            String here = said.getOrDefault(place, "");
            String there = saidThere.getOrDefault(place, "");
            if (!here.equals(there)) {
                differences.add(new Difference(place, here, there));
            }
        }
        return new Comparison(patient.name(), differences);
    }

    /** Whether both give the same answer. */
    public boolean isTheSame() {
        return differences.isEmpty();
    }

    private static Map<String, String> said(PatientCase patient, Guideline guideline, Clock clock) {
        Map<String, String> said = new LinkedHashMap<>();
        try {
            Evaluation evaluation = patient.put(guideline, clock);
            Assessment assessment = evaluation.assess(patient.known(evaluation));
            List<Card> cards = guideline.cards().render(evaluation.context(assessment, List.of()));
            said.put("cards", Shadow.kinds(cards).toString());
            cards.forEach(card -> {
                said.put("card " + card.kind(), card.summary());
                lines(card, said);
            });
            flatten("", JSON.valueToTree(guideline.cards().document(assessment)), said);
        } catch (LogicFailed e) {
            said.put("evaluation", e.where());
        } catch (WordingBroken e) {
            said.put("words", String.valueOf(e.getMessage()));
        }
        return said;
    }

    private static void lines(Card card, Map<String, String> said) {
        List<String> lines =
                card.detail().lines().filter(line -> !line.isBlank()).toList();
        for (int i = 0; i < lines.size(); i++) {
            said.put("card " + card.kind() + ", line " + (i + 1), lines.get(i));
        }
    }

    private static void flatten(String place, JsonNode node, Map<String, String> said) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(member -> flatten(
                            place.isEmpty() ? member.getKey() : place + "." + member.getKey(),
                            member.getValue(),
                            said));
        } else {
            said.put(place, node.toString());
        }
    }
}
