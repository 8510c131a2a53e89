package org.spinecds.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the rules for one patient and order, with those that the service itself acts on: whether to speak, which cards to
 * show, what to draft, what to mend. Everything else is read from the answers by path, as the content's files say.
 */
public final class Assessment {

    /** The name of the answer that says which cards are shown, {@code {kind, indicator}}. */
    public static final String CARDS = "Cards";

    /** The name of the answer that says which cards the one of an opened chart sums up. */
    public static final String SUMMED_UP = "Cards Summed Up";

    /** The path of what may be drafted. */
    public static final String SUGGESTIONS = "Advice.suggestions";

    private static final String TRIGGER = "Trigger";
    private static final String PROBLEMS = "Problems";
    private static final String UNKNOWN_ORDER_CODES = "Unknown Order Codes";
    /** The name of the answer about drafts. */
    public static final String ADVICE = "Advice";

    private final String library;
    private final AnswerTree answers;
    private final Trigger trigger;
    private final List<CardNeed> cards;
    private final List<CardNeed> summedUp;
    private final List<String> problems;
    private final List<String> unknownOrderCodes;
    private final List<Suggestion> suggestions;

    private Assessment(String library, AnswerTree answers) {
        this.library = library;
        this.answers = answers;
        this.cards = needs(answers.at(CARDS));
        this.trigger = answers.has(TRIGGER)
                ? new Trigger(
                        answers.at("Trigger.cards").truth(),
                        answers.at("Trigger.reason").word())
                : new Trigger(!cards.isEmpty(), "");
        this.summedUp = answers.has(SUMMED_UP) ? needs(answers.at(SUMMED_UP)) : List.of();
        this.problems = answers.has(PROBLEMS) ? answers.at(PROBLEMS).texts() : List.of();
        this.unknownOrderCodes = answers.has(UNKNOWN_ORDER_CODES)
                ? answers.at(UNKNOWN_ORDER_CODES).members().stream()
                        .map(coding -> coding.at("system").isSaid()
                                ? coding.at("system").word() + "|"
                                        + coding.at("code").word()
                                : "|" + coding.at("code").word())
                        .toList()
                : List.of();
        this.suggestions = answers.has(ADVICE)
                ? answers.at(SUGGESTIONS).members().stream().map(Suggestion::of).toList()
                : List.of();
    }

    /**
     * The assessment that the answers of the rules make. A guideline that has no such answer speaks where it has cards, and has no
     * suggestions, problems or codes.
     *
     * @param library that answered
     * @throws IllegalArgumentException when an answer that is read here has another shape
     */
    public static Assessment of(String library, AnswerTree answers) {
        return new Assessment(library, answers);
    }

    /** The same with other answers. */
    public Assessment with(AnswerTree other) {
        return new Assessment(library, other);
    }

    /** The library that answered. */
    public String library() {
        return library;
    }

    private static List<CardNeed> needs(AnswerTree cards) {
        return cards.members().stream()
                .map(card -> new CardNeed(
                        card.at("kind").word(), card.at("indicator").word()))
                .toList();
    }

    /** All that the rules answer, by its names. */
    public AnswerTree answers() {
        return answers;
    }

    public Trigger trigger() {
        return trigger;
    }

    /** Which cards are shown, in order. */
    public List<CardNeed> cards() {
        return cards;
    }

    /** The cards that the one card of an opened chart sums up. */
    public List<CardNeed> summedUp() {
        return summedUp;
    }

    /** {@code CODE:course} of what is missing or contradictory in the record of a course or plan. */
    public List<String> problems() {
        return problems;
    }

    /** The codes of orders that no value set knows, as {@code system|code}. */
    public List<String> unknownOrderCodes() {
        return unknownOrderCodes;
    }

    /** What may be drafted for the clinician; nothing of it is done unasked. */
    public List<Suggestion> suggestions() {
        return suggestions;
    }

    /** Whether the order calls for cards, and the gate that decided it. */
    public record Trigger(boolean cards, String reason) {}

    /** A card to show. */
    public record CardNeed(String kind, String indicator) {}

    /**
     * Something that may be drafted with one click.
     *
     * @param key names its draft
     * @param card the kind of card it stands on
     * @param recommended whether the source asks for it firmly
     * @param subject the course or order it is about; null where it is about the patient
     * @param answer all that the rules say of it
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

    /** A code, and the group of words it is put into words by. */
    public record Reason(String words, String code) {}
}
