package org.spinecds.card;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.Assessment.CardNeed;
import org.spinecds.decision.Indicators;
import org.spinecds.decision.Suspension;
import org.spinecds.decision.Suspension.Kind;

/**
 * Removes suspended things from an assessment, and keeps the kinds of card that were left out, so that a card can name
 * them.
 */
public final class Suspended {

    private static final String INFO = "info";
    private static final String WARNING = "warning";
    private static final String ITSELF = ".";

    /** The group of phrases for the leading option, with a phrase for the case that it is suspended. */
    static final String GROUP_OF_LEADS = "lead";

    private final CardKinds kinds;
    private final AnswerShapes.Suspendable suspendable;
    private final Assessment given;
    private final List<Suspension> inForce;
    private final ZoneId zone;
    private final Assessment assessment;
    private final List<LeftOut> leftOut;

    /** A kind of card that was left out, with the indicator it would have had and its suspension. */
    record LeftOut(CardKind kind, String indicator, Suspension by) {}

    /**
     * A kind of card that is mentioned.
     *
     * @param on the kind of the card that mentions it: its own card, or one that sums it up
     */
    private record Told(String on, CardNeed need) {}

    /**
     * Removes the suspended things from an assessment.
     *
     * @param suspendable the places of things that can be suspended
     * @param zone the zone of the times on cards
     */
    Suspended(
            CardKinds kinds,
            AnswerShapes.Suspendable suspendable,
            Assessment given,
            List<Suspension> inForce,
            ZoneId zone) {
        this.kinds = kinds;
        this.suspendable = suspendable;
        this.given = given;
        this.inForce = List.copyOf(inForce);
        this.zone = zone;
        this.leftOut = inForce.isEmpty() ? List.of() : leftOut();
        this.assessment = inForce.isEmpty() ? given : given.with(reduced());
    }

    /** The assessment without suspended things. */
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

    /** The kinds of card that no card mentions because of a suspension, each once, the gravest first. */
    List<LeftOut> cards() {
        return leftOut;
    }

    /**
     * The indicator of the suspension card: info where all kinds left out have it and none stands alone; otherwise
     * warning, never critical.
     */
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

    private Optional<Suspension> of(Kind kind, AnswerTree code) {
        return Suspension.of(kind, String.valueOf(code.text()), inForce);
    }

    /** The codes of the suspended options. */
    Stream<String> options() {
        return inForce.stream().filter(one -> one.kind() == Kind.OPTION).map(Suspension::code);
    }

    /** The kinds that no card mentions now, and that a card would mention without the suspensions. */
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
            kind.tells().stream()
                    .filter(other -> other.holds(given.answers()))
                    .forEach(other -> told.add(new Told(card.kind(), new CardNeed(other.kind(), other.indicator()))));
        }
        return told;
    }

    private AnswerTree reduced() {
        AnswerTree left = withoutKinds(given.answers());
        if (!given.suggestions().isEmpty()) {
            left = left.keeping(Assessment.SUGGESTIONS, one -> !isForSuspended(one));
        }
        for (Kind kind : Kind.values()) {
            for (Map.Entry<String, String> list : suspendable.of(kind).entrySet()) {
                left = without(left, kind, list.getKey(), list.getValue());
            }
        }
        if (options().findAny().isPresent()) {
            left = suspendable.withAnyOption().stream().reduce(left, AnswerTree::without, (one, other) -> other);
        }
        return left.with(
                Assessment.CARDS,
                left.at(Assessment.CARDS).members().stream()
                        .map(card -> asQuietAsWhatIsLeft(card).plain())
                        .toList());
    }

    /** The answers without the parts of a list that have the code of a suspended thing. */
    private AnswerTree without(AnswerTree answers, Kind kind, String list, String code) {
        AnswerTree given = answers.at(list);
        if (!given.isSaid()) {
            return answers;
        }
        List<Object> kept = given.members().stream()
                .flatMap(one -> without(one, kind, code).stream())
                .toList();
        AnswerTree left = answers.with(list, kept);
        String emptied = suspendable.emptied().get(list);
        return emptied == null || !kept.isEmpty()
                ? left
                : left.with(emptied, kinds.of(CardKind.Role.SUSPENDED).code());
    }

    private Optional<Object> without(AnswerTree one, Kind kind, String code) {
        AnswerTree codes = code.equals(ITSELF) ? one : one.at(code);
        List<Object> kept = codes.members().stream()
                .filter(each -> of(kind, each).isEmpty())
                .flatMap(each -> Stream.ofNullable(each.plain()))
                .toList();
        if (kept.isEmpty() && codes.isSaid()) {
            return Optional.empty();
        }
        return Optional.ofNullable((codes.plain() instanceof List<?> ? one.with(code, kept) : one).plain());
    }

    /** The answers without those that belong to suspended kinds alone. */
    private AnswerTree withoutKinds(AnswerTree answers) {
        return kinds.all()
                .filter(kind -> has(kind.code()))
                .flatMap(kind -> kind.answers().stream())
                .filter(path -> answers.has(path.split("\\.", 2)[0]))
                .reduce(answers, AnswerTree::without, (one, other) -> other);
    }

    /** The summary card of an opened chart, with an indicator no higher than that of the kinds left in it. */
    private AnswerTree asQuietAsWhatIsLeft(AnswerTree card) {
        String indicator = card.at("indicator").word();
        if (!kinds.known(card.at("kind").word()).sumsUp()
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

    /** Whether a suggestion is for a suspended option, or for the reasons of a suspended kind of card. */
    private boolean isForSuspended(AnswerTree suggestion) {
        return suggestion.at("reasons").members().stream().anyMatch(reason -> {
            String words = reason.at("words").word();
            return (words.equals(SuspendedModel.OPTION)
                            && of(Kind.OPTION, reason.at("code")).isPresent())
                    || kinds.all().anyMatch(kind -> words.equals(kind.reasons()) && has(kind.code()));
        });
    }

    /**
     * The suspensions of the options and suggestions that a card of this kind would have; the last to end come first.
     */
    List<Suspension> on(CardKind kind) {
        if (inForce.isEmpty()) {
            return List.of();
        }
        return Stream.concat(
                        listed(kind),
                        given.suggestions().stream()
                                .filter(suggestion -> suggestion.card().equals(kind.code()))
                                .flatMap(suggestion ->
                                        Suspension.of(Kind.SUGGESTION, suggestion.key(), inForce).stream()))
                .distinct()
                .sorted(Comparator.comparing(Suspension::until).reversed())
                .toList();
    }

    private Stream<Suspension> listed(CardKind kind) {
        if (kind.options() == null) {
            return Stream.empty();
        }
        String code = kind.options().code();
        AnswerTree left = withoutKinds(given.answers());
        return View.members(kind.options(), left, left).stream()
                .flatMap(one -> of(Kind.OPTION, code == null ? one : one.at(code)).stream());
    }
}
