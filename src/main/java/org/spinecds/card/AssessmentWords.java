package org.spinecds.card;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/** An assessment in the words of the cards, piece by piece, for a page that says the same in another form. */
public final class AssessmentWords {

    private final CardRenderer cards;
    private final Assessment assessment;
    private final CaveatWords caveats;
    private final CourseNames courses;
    private final DoseModel doses;
    private final Map<String, @Nullable Object> view;
    private final NotReadWords notRead;
    private final EvidenceTexts evidence;

    AssessmentWords(CardRenderer cards, Assessment assessment, EvidenceTexts evidence) {
        this.cards = cards;
        this.evidence = evidence;
        this.assessment = assessment;
        this.caveats = new CaveatWords(assessment, cards.phrases(), cards.kinds());
        this.courses = new CourseNames(assessment, cards.phrases());
        this.doses = new DoseModel(assessment, cards.phrases(), cards.kinds(), cards::finding);
        this.view = cards.ofTheWorksheet().of(assessment.answers());
        this.notRead = new NotReadWords(assessment, cards.phrases());
    }

    /** The words for a code. */
    public String of(String group, String code) {
        return cards.phrases().of(group, code);
    }

    /** What the dose card says of a level in one line. */
    public String finding(String level) {
        return cards.finding(doses.level(level));
    }

    /** What qualifies the numbers of a level. */
    public List<String> notes(String level) {
        return texts(doses.notes(level));
    }

    /** What a kind of card is about. */
    public String topic(String card) {
        return cards.kinds().of(card).topic();
    }

    /** Where the worksheet shows the summary of a kind of card; empty where it does not. */
    public Optional<CardPlace> place(String card) {
        return Optional.ofNullable(cards.kinds().of(card).worksheet());
    }

    /** The caveats of a kind of card. */
    public List<String> caveats(String card) {
        return texts(caveats.of(card));
    }

    /** The cautions in one line; empty without any. */
    public String cautions() {
        return caveats.cautions();
    }

    /** What is on file and not read: name, resource, element, what is found, and why. */
    public List<Map<String, String>> notRead() {
        return notRead.all();
    }

    /** Facts on file that no longer hold; empty without any. */
    public String formerFacts() {
        return caveats.formerFacts();
    }

    /** A course by its technique, dose and end. */
    public String course(String id) {
        return courses.withDose(id);
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
        return view.get("optionReasons") instanceof Supplier<?> all && all.get() instanceof List<?> options
                ? options.stream()
                        .map(one -> (Map<?, ?>) one)
                        .filter(one -> option.key().equals(text(one.get("key"))))
                        .map(one -> text(one.get("reasons")))
                        .findFirst()
                        .orElse("")
                : "";
    }

    /** How the disease came back, and what NOMS makes of it; empty where neither is known. */
    public String pattern() {
        return text(view.get("pattern"));
    }

    private static String text(@Nullable Object name) {
        return name instanceof Supplier<?> later && later.get() instanceof String text ? text : "";
    }

    private static List<String> texts(List<Map<String, String>> lines) {
        return lines.stream().map(line -> line.getOrDefault("text", "")).toList();
    }
}
