package org.spinecds.card;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Suspension;

/** Fills the templates of the cards on suspensions, and the last lines of the other cards. */
record SuspendedModel(Suspended suspended, Phrases phrases) {

    /** The group of phrases for options. */
    static final String OPTION = "option";

    /** The names that {@link #leftOut} has, each with the name of its type. */
    static final AnswerTree SHAPE = AnswerTree.of(Map.of(
            "kinds",
            List.of(Map.of("code", "String", "topic", "String")),
            "suspensions",
            List.of(Map.of("topics", List.of("String"), "until", "String", "said", "String"))));

    private static final int MOST_NAMED = 2;
    private static final String SAMPLE = "…";

    /** The values {@code kinds} and {@code suspensions} for the card that names the kinds left out. */
    AnswerTree leftOut() {
        return leftOut(suspended.cards(), suspended.zone());
    }

    private static AnswerTree leftOut(List<Suspended.LeftOut> leftOut, ZoneId zone) {
        Map<Suspension, List<CardKind>> bySuspension = leftOut.stream()
                .collect(Collectors.groupingBy(
                        Suspended.LeftOut::by,
                        LinkedHashMap::new,
                        Collectors.mapping(Suspended.LeftOut::kind, Collectors.toList())));
        return AnswerTree.of(Map.of(
                "kinds",
                leftOut.stream()
                        .map(Suspended.LeftOut::kind)
                        .map(kind -> Map.of("code", kind.code(), "topic", kind.topic()))
                        .toList(),
                "suspensions",
                bySuspension.entrySet().stream()
                        .map(one -> Map.of(
                                "topics",
                                        one.getValue().stream()
                                                .map(CardKind::topic)
                                                .toList(),
                                "until", one.getKey().untilIn(zone),
                                "said", one.getKey().reason()))
                        .toList()));
    }

    /** The values for the last lines of a card: its suspended options and suggestions. */
    Map<String, @Nullable Object> stamp(CardKind kind) {
        Split<Suspension> named = Split.of(suspended.on(kind), MOST_NAMED);
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("suspended", named.first().stream().map(this::named).collect(Collectors.joining("; ")));
        model.put("suspendedMore", named.rest().isEmpty() ? null : named.rest().size());
        model.put(
                "suspendedOption",
                suspended.options().distinct().collect(Collectors.toMap(option -> option, option -> true)));
        return model;
    }

    /** The suspended options of a kind of card that lists options. */
    SuspendedOptions options(CardKind kind) {
        Optional<Suspension> whole = suspended.card(kind.code());
        return new SuspendedOptions(
                whole.map(one -> one.untilIn(suspended.zone())).orElse(""),
                suspended.on(kind).stream()
                        .filter(one -> one.kind() == Suspension.Kind.OPTION)
                        .map(this::named)
                        .toList());
    }

    private String named(Suspension one) {
        return phrases.line("UNTIL", Map.of("name", name(one), "until", one.untilIn(suspended.zone())));
    }

    private String name(Suspension one) {
        return phrases.find(OPTION, one.code()).orElseGet(() -> name(one.code()));
    }

    /** The name of a suggestion, which has no phrase: its key in lower case, with spaces for underscores. */
    static String name(String key) {
        return key.replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** The values for the card of a suspended service. */
    static Map<String, String> held(Suspension suspension, ZoneId zone) {
        return Map.of("until", suspension.untilIn(zone), "said", suspension.reason());
    }

    /** A suspension of the whole service, to try the words with. */
    static Suspension sample() {
        return sample(Suspension.ALL);
    }

    private static Suspension sample(String code) {
        return new Suspension(
                new UUID(0, 0), Suspension.Kind.SERVICE, code, SAMPLE, SAMPLE, Instant.EPOCH, Instant.EPOCH);
    }

    /** The values with every kind left out by a suspension of its own, to try the words with. */
    static AnswerTree sampleLeftOut(List<CardKind> kinds) {
        return leftOut(
                kinds.stream()
                        .map(kind -> new Suspended.LeftOut(kind, SAMPLE, sample(kind.code())))
                        .toList(),
                ZoneOffset.UTC);
    }
}
