package org.spinecds.card;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Suspension;

/** What the cards are filled from that say what the site has suspended, and the last lines of the others. */
final class SuspendedModel {

    /** The group of words of options. */
    static final String OPTION = "option";

    private static final int MOST_REASONS = 2;
    private static final int MOST_NAMED = 2;
    private static final String SAMPLE = "…";

    private final Suspended suspended;
    private final Phrases phrases;

    SuspendedModel(Suspended suspended, Phrases phrases) {
        this.suspended = suspended;
        this.phrases = phrases;
    }

    /** What the card is filled from that names the cards left out. */
    Map<String, @Nullable Object> card() {
        List<CardKind> kinds =
                suspended.cards().stream().map(Suspended.LeftOut::kind).toList();
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("brief", false);
        model.put("briefest", false);
        model.put("topics", topics(kinds));
        model.put("topic", topics(kinds.subList(0, Math.min(1, kinds.size()))));
        model.put("topicsMore", kinds.size() < 2 ? null : kinds.size() - 1);
        model.put("kind", CardRenderer.flags(kinds));
        Split<Map<String, String>> reasons = Split.of(
                suspended.kindsBySuspension().entrySet().stream()
                        .map(one -> Map.of(
                                "topics", topics(one.getValue()),
                                "until", one.getKey().untilIn(suspended.zone()),
                                "said", one.getKey().reason()))
                        .toList(),
                MOST_REASONS);
        model.put("suspendedFor", reasons.first());
        model.put(
                "suspendedForMore",
                reasons.rest().isEmpty() ? null : reasons.rest().size());
        return model;
    }

    private static String topics(Collection<CardKind> kinds) {
        return kinds.stream().map(CardKind::topic).collect(Collectors.joining(", "));
    }

    /** What the last lines of a card are filled from: the options and suggestions it would have had. */
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

    /** What a list of options leaves out, where a kind of card lists them. */
    SuspendedOptions options(CardKind kind) {
        Optional<Suspension> whole = suspended.card(kind.code());
        return new SuspendedOptions(
                whole.isPresent(),
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

    /** Of a suggestion, whose words are those of its draft, the key without its underscores. */
    static String name(String key) {
        return key.replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** What the card is filled from that says that the whole service is held. */
    static Map<String, @Nullable Object> held(Suspension suspension, ZoneId zone) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("until", suspension.untilIn(zone));
        model.put("said", suspension.reason());
        return model;
    }

    /** A suspension of the whole service to try the words on. */
    static Suspension sample() {
        return new Suspension(
                new UUID(0, 0), Suspension.Kind.SERVICE, Suspension.ALL, SAMPLE, SAMPLE, Instant.EPOCH, Instant.EPOCH);
    }

    /** Everything that the card may say, to try its words on. */
    static Map<String, @Nullable Object> sampleCard(List<CardKind> kinds) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("brief", false);
        model.put("briefest", false);
        model.put("kind", CardRenderer.flags(kinds));
        model.put("topics", SAMPLE);
        model.put("topic", SAMPLE);
        model.put("topicsMore", 1);
        model.put("suspendedForMore", 1);
        model.put(
                "suspendedFor",
                List.of(Map.of("topics", SAMPLE, "until", sample().untilIn(ZoneOffset.UTC), "said", SAMPLE)));
        return model;
    }
}
