package org.spinecds.decision;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
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

    private static final String GOALS_OF_CARE = "Goals Of Care";

    /** The names of the answers read here, without that of the cards, which each service calls otherwise. */
    public static final Set<String> ANSWERS =
            Set.of(TRIGGER, SUMMED_UP, PROBLEMS, UNKNOWN_ORDER_CODES, "Advice", GOALS_OF_CARE);

    private final AnswerTree answers;
    private final Trigger trigger;
    private final List<CardNeed> cards;
    private final List<CardNeed> summedUp;
    private final List<String> problems;
    private final List<String> unknownOrderCodes;
    private final List<Suggestion> suggestions;

    private Assessment(AnswerTree answers) {
        this.answers = answers;
        this.trigger = new Trigger(
                answers.at("Trigger.cards").truth(),
                answers.at("Trigger.reason").word());
        this.cards = needs(answers.at(CARDS));
        this.summedUp = needs(answers.at(SUMMED_UP));
        this.problems = answers.at(PROBLEMS).texts();
        this.unknownOrderCodes = answers.at(UNKNOWN_ORDER_CODES).members().stream()
                .map(coding -> coding.at("system").isSaid()
                        ? coding.at("system").word() + "|" + coding.at("code").word()
                        : "|" + coding.at("code").word())
                .toList();
        this.suggestions =
                answers.at(SUGGESTIONS).members().stream().map(Suggestion::of).toList();
    }

    /**
     * The assessment that the answers of the rules make.
     *
     * @throws IllegalArgumentException when one that is read here has another shape
     */
    public static Assessment of(AnswerTree answers) {
        return new Assessment(answers);
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

    // What follows is read by the worksheet alone.

    private <T> List<T> list(String name, Class<T> type) {
        return AnswerReader.readList(answers.at(name).plain(), type);
    }

    /** Every level evaluated, from cranial to caudal. */
    public List<LevelAssessment> levels() {
        return list("Assessed Levels", LevelAssessment.class);
    }

    /** The level options and referral speak of; null when nothing is assessed. */
    public @Nullable String governingLevel() {
        return answers.at("Governing Level").text();
    }

    /** The level the summary of the dose card speaks of. */
    public @Nullable String headlineLevel() {
        return answers.at("Headline Level").text();
    }

    /** Assessments an option would need. */
    public List<String> missing() {
        return answers.at("Missing").texts();
    }

    /** Recorded facts that no longer hold. */
    public List<AnswerTree> formerFacts() {
        return answers.at("Facts That No Longer Hold").members();
    }

    /** Assessments on file that no rule can use. */
    public List<AnswerTree> notRead() {
        return answers.at("Assessments Not Read").members();
    }

    /** What the dose card says of each level. */
    public List<LevelFinding> findings() {
        return list("Level Findings", LevelFinding.class);
    }

    public List<Option> options() {
        return list("Options", Option.class);
    }

    /** What puts the patient outside the source; null where nothing is judged. */
    public @Nullable Scope scope() {
        Object scope = answers.at("Scope").plain();
        return scope == null ? null : AnswerReader.read(scope, Scope.class);
    }

    public Background background() {
        return new Background(
                list("Criteria", Criterion.class), answers.at(GOALS_OF_CARE).texts());
    }

    /** A range of doses or shares; null is not known. */
    public record Range(@Nullable BigDecimal lo, @Nullable BigDecimal hi) {}

    /** What puts the patient outside the source. */
    public record Scope(boolean under18, boolean excludedDisease) {}

    /**
     * What the dose card says of a level.
     *
     * @param complyingGy the thecal sac dose that would fit in the planned number of fractions
     * @param withPlanEqd2Gy prior dose and plan together; null without a readable plan here
     * @param allSbrtRatio share of all SBRT, earlier courses with it, in the cumulative dose
     * @param usesSurrogate a prescription stands in for a thecal sac maximum
     * @param ratioIsExtrapolated the prior dose is so low that the ratio rule is an extrapolation
     */
    public record LevelFinding(
            String level,
            @Nullable BigDecimal complyingGy,
            @Nullable BigDecimal ceilingEqd2,
            @Nullable Range withPlanEqd2Gy,
            @Nullable BigDecimal allSbrtRatio,
            boolean usesSurrogate,
            boolean ratioIsExtrapolated) {}

    /** One option and why it stands as it does. */
    public record Option(String key, String status, List<String> reasons) {

        public Option {
            reasons = List.copyOf(reasons);
        }
    }

    /** Table 1, criterion by criterion, and the goals of care as written down. */
    public record Background(List<Criterion> criteria, List<String> goalsOfCare) {

        public Background {
            criteria = List.copyOf(criteria);
            goalsOfCare = List.copyOf(goalsOfCare);
        }
    }

    /** One criterion of Table 1; {@code who} can supply it. */
    public record Criterion(String id, @Nullable String value, boolean known, String who) {}
}
