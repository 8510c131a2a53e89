package org.spinecds.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.decision.Assessment;

/** The caveats of one card in words: {@code {course}}, {@code {subject}} and {@code {factors}} are filled in. */
final class CaveatWords {

    private final Assessment assessment;
    private final Phrases phrases;
    private final CardKinds kinds;
    private final CourseNames names;

    CaveatWords(Assessment assessment, Phrases phrases, CardKinds kinds) {
        this.kinds = kinds;
        this.assessment = assessment;
        this.phrases = phrases;
        this.names = new CourseNames(assessment, phrases);
    }

    /** Those of a kind of card, but for those that a card says in words of its own. */
    List<Map<String, String>> of(String card) {
        return texts(caveat -> caveat.card().equals(card));
    }

    /** The same without those that stand on lines of their own. */
    List<Map<String, String>> besides(String card) {
        return texts(caveat -> caveat.card().equals(card) && !isApart(caveat));
    }

    private List<Map<String, String>> texts(Predicate<Assessment.Caveat> isShown) {
        return assessment.caveats().stream()
                .filter(caveat -> isShown.test(caveat) && !isSaidOnACard(caveat))
                .map(caveat -> Map.of("text", text(caveat)))
                .toList();
    }

    private boolean isSaidOnACard(Assessment.Caveat caveat) {
        return assessment.cards().stream().anyMatch(card -> kinds.known(card.kind()).says(caveat.code()));
    }

    private boolean isApart(Assessment.Caveat caveat) {
        return kinds.known(caveat.card()).setsApart(caveat.code());
    }

    /** The findings that are too old to count, each in a sentence. */
    List<Map<String, String>> tooOld() {
        return tooOldCaveats().map(caveat -> Map.of("text", text(caveat))).toList();
    }

    /** The first of them, in a few words; empty without any. */
    String tooOldInShort() {
        return tooOldCaveats()
                .findFirst()
                .map(caveat ->
                        phrases.of("doseLead", caveat.code()).replace("{subject}", String.valueOf(caveat.subject())))
                .orElse("");
    }

    private Stream<Assessment.Caveat> tooOldCaveats() {
        return assessment.caveats().stream().filter(this::isApart);
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
