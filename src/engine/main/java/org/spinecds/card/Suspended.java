package org.spinecds.card;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Assessment.CardNeed;
import org.spinecds.decision.Indicators;
import org.spinecds.decision.Suspension;
import org.spinecds.decision.Suspension.Kind;

/** An assessment without what the site has suspended, and what was left out of it, so that the cards can name it. */
public final class Suspended {

    private static final String INFO = "info";
    private static final String WARNING = "warning";
    private static final String OPTIONS = "Options";
    private static final String LEAD = "Lead";
    private static final String KEY = "key";

    /** The group of words of what leads. */
    static final String GROUP_OF_LEADS = "lead";

    private final CardKinds kinds;
    private final Assessment given;
    private final List<Suspension> inForce;
    private final ZoneId zone;
    private final Assessment assessment;
    private final List<LeftOut> leftOut;

    /** A kind of card that would have said something. */
    record LeftOut(CardKind kind, String indicator, Suspension by) {}

    /** What would be told, and the kind of card it stands on: that of its own, or one that sums it up. */
    private record Told(String on, CardNeed need) {}

    /**
     * Takes what is suspended out of an assessment.
     *
     * @param zone of the times that cards name
     */
    Suspended(CardKinds kinds, Assessment given, List<Suspension> inForce, ZoneId zone) {
        this.kinds = kinds;
        this.given = given;
        this.inForce = List.copyOf(inForce);
        this.zone = zone;
        this.leftOut = inForce.isEmpty() ? List.of() : leftOut();
        this.assessment = inForce.isEmpty() ? given : Assessment.of(reduced());
    }

    /** The assessment without what is suspended. */
    public Assessment assessment() {
        return assessment;
    }

    /** Whether a kind of card is suspended. */
    public boolean has(String kind) {
        return card(kind).isPresent();
    }

    ZoneId zone() {
        return zone;
    }

    /** The kinds of card that are not told of, each once, the gravest first. */
    List<LeftOut> cards() {
        return leftOut;
    }

    /** No lower than that of what is left out, but never critical: a kind that stands alone warns. */
    String indicator() {
        return leftOut.stream()
                        .allMatch(one ->
                                one.indicator().equals(INFO) && !one.kind().alone())
                ? INFO
                : WARNING;
    }

    Optional<Suspension> card(String kind) {
        return Suspension.of(Kind.CARD, kind, inForce);
    }

    private Optional<Suspension> option(String key) {
        return Suspension.of(Kind.OPTION, key, inForce);
    }

    private boolean hasOption(AnswerTree key) {
        return option(String.valueOf(key.text())).isPresent();
    }

    /** The options that are suspended. */
    Stream<String> options() {
        return inForce.stream().filter(one -> one.kind() == Kind.OPTION).map(Suspension::code);
    }

    /** What is told nowhere, and would be told somewhere. */
    private List<LeftOut> leftOut() {
        Map<String, LeftOut> missing = new LinkedHashMap<>();
        List<Told> told = told();
        for (Told one : told) {
            card(one.need().kind())
                    .or(() -> card(one.on()))
                    .ifPresent(by -> missing.putIfAbsent(
                            one.need().kind(),
                            new LeftOut(kinds.of(one.need().kind()), one.need().indicator(), by)));
        }
        told.stream()
                .filter(one -> !has(one.need().kind()) && !has(one.on()))
                .forEach(one -> missing.remove(one.need().kind()));
        return missing.values().stream()
                .sorted(Comparator.comparing(one -> kinds.ofTheRules().indexOf(one.kind())))
                .toList();
    }

    private List<Told> told() {
        List<Told> told = new ArrayList<>();
        for (CardNeed card : given.cards()) {
            told.add(new Told(card.kind(), card));
            CardKind kind = kinds.known(card.kind());
            if (kind.sumsUp()) {
                given.summedUp().forEach(need -> told.add(new Told(card.kind(), need)));
            }
            kind.tellings()
                    .filter(other -> other.holds(given.answers()))
                    .forEach(other -> told.add(new Told(card.kind(), new CardNeed(other.kind(), other.indicator()))));
        }
        return told;
    }

    private AnswerTree reduced() {
        AnswerTree left = withoutKinds(given.answers())
                .keeping(
                        Assessment.CARDS,
                        card -> !has(String.valueOf(card.at("kind").text())))
                .keeping(
                        Assessment.SUMMED_UP,
                        card -> !has(String.valueOf(card.at("kind").text())))
                .keeping(
                        "Caveats",
                        caveat -> !has(String.valueOf(caveat.at("card").text())))
                .keeping(OPTIONS, option -> !hasOption(option.at(KEY)))
                .keeping("Advice.suggestions", suggestion -> !isSuspended(suggestion));
        left = left.with(
                Assessment.CARDS,
                left.at(Assessment.CARDS).members().stream()
                        .map(card -> asQuietAsWhatIsLeft(card).plain())
                        .toList());
        // The path of NOMS leads to an option by itself.
        return withoutEvidence(withoutLead(options().findAny().isPresent() ? left.without("NOMS") : left));
    }

    /** Without what only the kinds say that are suspended. */
    private AnswerTree withoutKinds(AnswerTree answers) {
        return kinds.all()
                .filter(kind -> has(kind.code()))
                .flatMap(CardKind::ofItsOwn)
                .reduce(answers, AnswerTree::without, (one, other) -> other);
    }

    /** The summary of an opened chart is as loud as what it sums up. */
    private AnswerTree asQuietAsWhatIsLeft(AnswerTree card) {
        String indicator = String.valueOf(card.at("indicator").text());
        if (!kinds.known(String.valueOf(card.at("kind").text())).sumsUp()
                || given.summedUp().stream().map(CardNeed::kind).noneMatch(this::has)) {
            return card;
        }
        List<String> left = Stream.concat(
                        Stream.of(INFO),
                        given.summedUp().stream()
                                .filter(one -> !has(one.kind()))
                                .map(CardNeed::indicator))
                .toList();
        String loudest = Objects.requireNonNull(Indicators.loudest(left));
        boolean wasQuieter = indicator.equals(Indicators.loudest(List.of(indicator, loudest)));
        return wasQuieter ? card.with("indicator", loudest) : card;
    }

    private AnswerTree withoutLead(AnswerTree answers) {
        boolean hadOptions =
                answers.at(LEAD).isSaid() && answers.at("Lead.options").isSaid();
        AnswerTree left = answers.at(LEAD).isSaid() ? answers.keeping("Lead.options", key -> !hasOption(key)) : answers;
        return hadOptions && !left.at("Lead.options").isSaid()
                ? left.with("Lead.code", kinds.of(CardKind.Role.SUSPENDED).code())
                : left;
    }

    private AnswerTree withoutEvidence(AnswerTree answers) {
        return answers.at("Evidence").plain() == null
                ? answers
                : answers.with(
                        "Evidence",
                        answers.at("Evidence").members().stream()
                                .map(row -> row.keeping("options", key -> !hasOption(key)))
                                .filter(row -> row.at("options").isSaid())
                                .map(AnswerTree::plain)
                                .toList());
    }

    /** Also where it is for an option, or for the reasons of a kind of card, that is suspended. */
    private boolean isSuspended(AnswerTree suggestion) {
        return suggestion(suggestion).isPresent()
                || suggestion.at("reasons").members().stream()
                        .anyMatch(reason ->
                                isSuspended(String.valueOf(reason.at("words").text()), reason.at("code")));
    }

    private boolean isSuspended(String words, AnswerTree code) {
        return (words.equals(SuspendedModel.OPTION) && hasOption(code))
                || kinds.all().anyMatch(kind -> words.equals(kind.reasons()) && has(kind.code()));
    }

    private Optional<Suspension> suggestion(AnswerTree suggestion) {
        return Suspension.of(Kind.SUGGESTION, String.valueOf(suggestion.at(KEY).text()), inForce);
    }

    /** The options that a kind of card would list and the suggestions it would bear; those that end last come first. */
    List<Suspension> on(CardKind kind) {
        if (inForce.isEmpty()) {
            return List.of();
        }
        return Stream.concat(
                        listed(kind),
                        given.answers().at("Advice.suggestions").members().stream()
                                .filter(suggestion ->
                                        kind.code().equals(suggestion.at("card").text()))
                                .flatMap(suggestion -> suggestion(suggestion).stream()))
                .distinct()
                .sorted(Comparator.comparing(Suspension::until).reversed())
                .toList();
    }

    private Stream<Suspension> listed(CardKind kind) {
        if (kind.options() == null) {
            return Stream.empty();
        }
        AnswerTree left = withoutKinds(given.answers());
        return View.members(kind.options(), left, left).stream()
                .flatMap(
                        one -> option(String.valueOf((kind.options().code() == null
                                                ? one
                                                : one.at(kind.options().code()))
                                        .text()))
                                .stream());
    }

    /** The topics of what is left out, by the suspension that left it out. */
    Map<Suspension, List<CardKind>> kindsBySuspension() {
        return leftOut.stream()
                .collect(Collectors.groupingBy(
                        LeftOut::by, LinkedHashMap::new, Collectors.mapping(LeftOut::kind, Collectors.toList())));
    }
}
