package org.spinecds.card;

import com.google.common.base.Suppliers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;

/** An assessment in the words of the cards, piece by piece, for a page that says the same in another form. */
public final class AssessmentWords {

    private final CardRenderer cards;
    private final Assessment assessment;
    private final AnswerTree answers;
    private final Map<String, @Nullable Object> view;
    private final Supplier<Object> optionReasons;
    private final LevelWords levels;
    private final EvidenceTexts evidence;

    AssessmentWords(CardRenderer cards, Assessment assessment, EvidenceTexts evidence) {
        this.cards = cards;
        this.evidence = evidence;
        this.assessment = assessment;
        this.answers = cards.shown(assessment);
        this.view = cards.ofTheWorksheet().of(answers);
        this.optionReasons = Suppliers.memoize(() -> Objects.requireNonNullElse(named("optionReasons"), List.of()));
        this.levels = cards.levels(answers);
    }

    /** The words for a code. */
    public String of(String group, String code) {
        return cards.phrases().of(group, code);
    }

    /** A name of the worksheet's view; null where nothing is said. */
    public @Nullable Object named(String name) {
        return View.plain(view.get(name));
    }

    /** What the dose card says of a level in one line. */
    public String finding(String level) {
        return cards.finding(levels.level(level));
    }

    /** What qualifies the numbers of a level. */
    public List<String> notes(String level) {
        return View.text(levels.level(level).get("notes")).lines().toList();
    }

    /** What a kind of card is about. */
    public String topic(String card) {
        return cards.kinds().of(card).topic();
    }

    /** Where the worksheet shows the summary of a kind of card; empty where it does not. */
    public Optional<CardPlace> place(String card) {
        return Optional.ofNullable(cards.kinds().of(card).worksheet());
    }

    /** A course by its technique, dose and end. */
    public String course(String id) {
        return cards.partsOfViews().text("irradiation", answers, AnswerTree.of(id));
    }

    /** The rows of evidence behind the open options: options, reference, design, size, finding and whether it is outside the source. */
    public List<Map<String, @Nullable Object>> evidence() {
        return evidence.of(assessment.background().evidence(), cards.phrases());
    }

    /** The trials whose population matches, each in one sentence. */
    public List<String> trials() {
        return assessment.options().stream()
                .filter(option -> option.key().equals("TRIALS"))
                .flatMap(option -> option.reasons().stream())
                .map(trial -> evidence.trial(trial, cards.phrases()))
                .toList();
    }

    /** What is wrong with the record of each course or plan, and how to mend it: subject, text and mend. */
    public List<Map<String, String>> mends() {
        return cards.problems(assessment);
    }

    /** Why an option stands as it does; empty where there is nothing to say. */
    public String reasons(Assessment.Option option) {
        return optionReasons.get() instanceof List<?> options
                ? options.stream()
                        .map(one -> (Map<?, ?>) one)
                        .filter(one -> option.key().equals(one.get("key")))
                        .map(one -> View.text(one.get("reasons")))
                        .findFirst()
                        .orElse("")
                : "";
    }
}
