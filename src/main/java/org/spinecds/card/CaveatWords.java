package org.spinecds.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.spinecds.decision.Assessment;

/** The caveats of one card in words: {@code {course}}, {@code {subject}} and {@code {factors}} are filled in. */
final class CaveatWords {

    private final Assessment assessment;
    private final Phrases phrases;
    private final CourseNames names;

    CaveatWords(Assessment assessment, Phrases phrases) {
        this.assessment = assessment;
        this.phrases = phrases;
        this.names = new CourseNames(assessment, phrases);
    }

    List<Map<String, String>> of(String card) {
        return assessment.caveats().stream()
                .filter(caveat -> caveat.card().equals(card) && !isOnEmergency(caveat))
                .map(caveat -> Map.of("text", text(caveat)))
                .toList();
    }

    /** The card of an emergency names the facts that no longer hold. */
    private boolean isOnEmergency(Assessment.Caveat caveat) {
        return caveat.code().equals("FACT_NO_LONGER_HOLDS")
                && assessment.cards().stream().anyMatch(card -> card.kind().equals("EMERGENCY"));
    }

    /** Those with one of the codes, on whatever card they belong. */
    List<Map<String, String>> of(Set<String> codes) {
        return assessment.caveats().stream()
                .filter(caveat -> codes.contains(caveat.code()))
                .map(caveat -> Map.of("text", text(caveat)))
                .toList();
    }

    private String text(Assessment.Caveat caveat) {
        String text = phrases.of("caveat", caveat.code());
        String subject = caveat.subject() == null ? "" : caveat.subject();
        if (text.contains("{course}")) {
            String name = isChild() ? names.withoutDose(subject) : names.withDose(subject);
            text = text.replace("{course}", text.startsWith("{course}") ? capitalised(name) : name);
        }
        if (text.contains("{fact}")) {
            text = text.replace(
                    "{fact}",
                    assessment.formerFacts().stream()
                            .filter(fact -> fact.fact().equals(subject))
                            .map(this::words)
                            .collect(Collectors.joining("; ")));
        }
        return text.replace("{subject}", subject).replace("{factors}", factors());
    }

    private boolean isChild() {
        Assessment.Scope scope = assessment.scope();
        return scope != null && scope.under18();
    }

    private static String capitalised(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private String factors() {
        Assessment.FractureRisk risk = assessment.background().fractureRisk();
        if (risk == null) {
            return "";
        }
        List<String> factors = new ArrayList<>(risk.factors());
        if (risk.highDosePerFraction()) {
            factors.add("DOSE");
        }
        return factors.stream()
                .map(factor -> phrases.of("fractureFactor", factor))
                .collect(Collectors.joining(", "));
    }

    /** Facts on file that no longer hold, with their day; empty without any. */
    String formerFacts() {
        return assessment.formerFacts().stream().map(this::words).collect(Collectors.joining("; "));
    }

    private String words(Assessment.FormerFact fact) {
        return phrases.of("fact", fact.fact()) + " "
                + (fact.value() == null ? "" : fact.value() + " ")
                + (fact.recordedOn() == null ? "(undated) " : "of " + fact.recordedOn() + " ")
                + phrases.of("standing", fact.standing());
    }

    /** The cautions in one line; empty without any. */
    String cautions() {
        return assessment.cautions().stream()
                .map(caution -> phrases.of("caution", caution))
                .collect(Collectors.joining("; "));
    }
}
