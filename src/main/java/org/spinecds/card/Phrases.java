package org.spinecds.card;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The words for the codes of an assessment, from {@code cds-hooks/cards/phrases.json}. */
final class Phrases {

    /** A number that is no level. */
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9])[0-9]+([.,-][0-9]+)*");

    private static final int DIGITS = 8;
    private static final String TOPICS = "http://spinecds.org/fhir/CodeSystem/card-topic";

    /** No record can hold it: it is another one in each process, between signs that are no letters. */
    private static final String MARK = "\uFDD0" + UUID.randomUUID() + " ";

    private static final String END_OF_MARK = "\uFDD1";

    private final JsonNode groups;
    private final Map<String, Map<String, String>> words;
    private final BinaryOperator<String> withoutWords;

    Phrases(String json) {
        try {
            groups = JsonMapper.builder().build().readTree(json);
        } catch (JacksonException e) {
            throw new WordingBroken("The file phrases.json is not JSON.", e);
        }
        words = new HashMap<>();
        withoutWords = (group, code) -> {
            throw noWords(group + " " + code);
        };
        gather("", groups);
    }

    private Phrases(Phrases same, BinaryOperator<String> withoutWords) {
        this.groups = same.groups;
        this.words = same.words;
        this.withoutWords = withoutWords;
    }

    /**
     * The same words, for a model of which a template shows only a part: a code without words becomes a mark, which costs
     * the template that shows it and no other. {@link #refuseMarks} finds it there.
     */
    Phrases marking() {
        return new Phrases(this, (group, code) -> MARK + inHex(group + " " + code) + END_OF_MARK);
    }

    /** Digits and small letters: no escaping, and no change of case, may alter what is marked. */
    private static String inHex(String code) {
        return HexFormat.of().formatHex(code.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A text as it is.
     *
     * @throws WordingBroken when a code without words would be shown in it
     */
    static String refuseMarks(String text) {
        int mark = text.indexOf(MARK);
        if (mark < 0) {
            return text;
        }
        int end = text.indexOf(END_OF_MARK, mark);
        String code = end < 0 ? "" : text.substring(mark + MARK.length(), end);
        throw noWords(new String(HexFormat.of().parseHex(code), StandardCharsets.UTF_8));
    }

    private static WordingBroken noWords(String code) {
        return new WordingBroken("The file phrases.json has no words for " + code + ".", null);
    }

    /**
     * The words for a code; of words that {@link #marking() mark}, a mark where the group has none.
     *
     * @throws WordingBroken when the group has none; a code is never shown in place of words
     */
    String of(String group, String code) {
        return find(group, code).orElseGet(() -> withoutWords.apply(group, code));
    }

    /** The words for a code of a group that need not have one for each. */
    Optional<String> find(String group, String code) {
        return Optional.ofNullable(words.getOrDefault(group, Map.of()).get(code));
    }

    /** The codes of a group. */
    Set<String> codes(String group) {
        return words.getOrDefault(group, Map.of()).keySet();
    }

    /** Puts a group with its words, and those within it; a dot leads from one to the other. */
    private void gather(String name, JsonNode group) {
        Map<String, String> ofGroup = new HashMap<>();
        group.properties().forEach(member -> {
            if (member.getValue().isString()) {
                ofGroup.put(member.getKey(), member.getValue().stringValue());
            } else {
                gather(name.isEmpty() ? member.getKey() : name + "." + member.getKey(), member.getValue());
            }
        });
        words.put(name, ofGroup);
    }

    /**
     * Where the guidance of a card comes from. The code of its topic is letters and digits alone (Epic takes nothing else) and
     * differs by kind, severity, level and finding, so that whoever silences one card never silences a later, worse one.
     * Numbers that are no level leave it as it is.
     *
     * @param unsigned decisions without a signature, named in the label; 0 means that it says nothing of them
     */
    Card.Source source(CardKind kind, String indicator, String summary, int unsigned) {
        CardKind.Source source = Objects.requireNonNull(kind.source());
        return new Card.Source(
                source.label() + notSignedOff(unsigned),
                source.url(),
                new Card.Coding(
                        TOPICS,
                        topic(kind.code(), indicator, NUMBER.matcher(summary).replaceAll("#")),
                        kind.topic()));
    }

    private String notSignedOff(int decisions) {
        return switch (decisions) {
            case 0 -> "";
            case 1 -> " · " + of("sign-off", "ONE");
            default -> " · " + decisions + " " + of("sign-off", "MANY");
        };
    }

    private static String topic(String kind, String indicator, String finding) {
        UUID named = UUID.nameUUIDFromBytes((kind + "|" + indicator + "|" + finding).getBytes(StandardCharsets.UTF_8));
        return kind.replace("_", "") + indicator + named.toString().substring(0, DIGITS);
    }

    Iterable<Map.Entry<String, JsonNode>> overrides() {
        return groups.path("override").properties();
    }
}
