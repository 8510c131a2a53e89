package org.spinecds.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the rules for one patient and order. The answers that the service itself acts on have methods here:
 * whether cards are shown, which ones, the suggestions, the problems of the record and the unknown codes. All other
 * answers are read by path, as the files of the content say.
 *
 * @param library the name of the CQL library
 * @param answers all answers of the rules, by name
 * @param cards the cards to show, in order
 * @param summedUp the cards that the one card of an opened chart sums up
 * @param problems {@code CODE:course} for each missing or contradictory value in the record of a course or plan
 * @param unknownOrderCodes the codes of orders that are in no value set, as {@code system|code}; {@code |code} without a
 *     system
 * @param suggestions the orders and other resources that may be drafted for the clinician; none is made without a click
 */
public record Assessment(
        String library,
        AnswerTree answers,
        Trigger trigger,
        List<CardNeed> cards,
        List<CardNeed> summedUp,
        List<String> problems,
        List<String> unknownOrderCodes,
        List<Suggestion> suggestions) {

    /** The name of the answer with the cards to show, each {@code {kind, indicator}}. */
    public static final String CARDS = "Cards";

    /** The name of the answer with the cards that the one card of an opened chart sums up. */
    public static final String SUMMED_UP = "Cards Summed Up";

    /** The path of the suggestions. */
    public static final String SUGGESTIONS = "Advice.suggestions";

    private static final String TRIGGER = "Trigger";
    private static final String PROBLEMS = "Problems";
    private static final String UNKNOWN_ORDER_CODES = "Unknown Order Codes";
    /** The name of the answer about drafts. */
    public static final String ADVICE = "Advice";

    /**
     * The assessment made of the answers of a library. Without the answer {@code Trigger}, cards are shown where there
     * are any. Without the other answers there are no suggestions, problems or unknown codes.
     *
     * @throws IllegalArgumentException when an answer that is read here has another shape
     */
    public static Assessment of(String library, AnswerTree answers) {
        List<CardNeed> cards = needs(answers.at(CARDS));
        return new Assessment(
                library,
                answers,
                answers.has(TRIGGER)
                        ? new Trigger(
                                answers.at("Trigger.cards").truth(),
                                answers.at("Trigger.reason").word())
                        : new Trigger(!cards.isEmpty(), ""),
                cards,
                answers.has(SUMMED_UP) ? needs(answers.at(SUMMED_UP)) : List.of(),
                answers.has(PROBLEMS) ? answers.at(PROBLEMS).texts() : List.of(),
                answers.has(UNKNOWN_ORDER_CODES)
                        ? answers.at(UNKNOWN_ORDER_CODES).members().stream()
                                .map(coding -> (coding.at("system").isSaid()
                                                ? coding.at("system").word()
                                                : "")
                                        + "|" + coding.at("code").word())
                                .toList()
                        : List.of(),
                answers.has(ADVICE)
                        ? answers.at(SUGGESTIONS).members().stream()
                                .map(Suggestion::of)
                                .toList()
                        : List.of());
    }

    /** The assessment of the same library with other answers. */
    public Assessment with(AnswerTree other) {
        return of(library, other);
    }

    private static List<CardNeed> needs(AnswerTree cards) {
        return cards.members().stream()
                .map(card -> new CardNeed(
                        card.at("kind").word(), card.at("indicator").word()))
                .toList();
    }

    /** Only the library: the answers belong to a patient and are never printed. */
    @Override
    public String toString() {
        return "Assessment[" + library + "]";
    }

    /** Whether the order calls for cards, and the code of the reason; the reason is empty where the rules give none. */
    public record Trigger(boolean cards, String reason) {}

    /** A card to show, with its indicator as in CDS Hooks. */
    public record CardNeed(String kind, String indicator) {}

    /**
     * A draft that the clinician may accept with one click.
     *
     * @param key names the template of the draft
     * @param card the kind of card that carries it
     * @param recommended whether the guideline recommends it firmly
     * @param subject the course or order it concerns; null where it concerns the patient
     * @param reasons the reasons for it, as codes
     * @param answer the whole answer of the rules for this suggestion
     */
    public record Suggestion(
            String key,
            String card,
            boolean recommended,
            @Nullable String subject,
            List<Reason> reasons,
            AnswerTree answer) {

        public Suggestion {
            reasons = List.copyOf(reasons);
        }

        private static Suggestion of(AnswerTree answer) {
            return new Suggestion(
                    answer.at("key").word(),
                    answer.at("card").word(),
                    answer.at("recommended").truth(),
                    answer.at("subject").text(),
                    answer.at("reasons").members().stream()
                            .map(reason -> new Reason(
                                    reason.at("words").word(), reason.at("code").word()))
                            .toList(),
                    answer);
        }
    }

    /** The code of a reason, and the group of phrases that words it. */
    public record Reason(String words, String code) {}
}
