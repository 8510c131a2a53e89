package org.spinecds.card;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    private final JsonNode groups;
    private final Map<String, Map<String, String>> words;

    Phrases(String json) {
        try {
            groups = JsonMapper.builder().build().readTree(json);
        } catch (JacksonException e) {
            throw new WordingBroken("The file phrases.json is not JSON.", e);
        }
        words = new HashMap<>();
        gather("", groups);
    }

    /**
     * The words for a code.
     *
     * @throws WordingBroken when the group has none; a code is never shown in place of words
     */
    String of(String group, String code) {
        return find(group, code)
                .orElseThrow(() ->
                        new WordingBroken("The file phrases.json has no words for " + group + " " + code + ".", null));
    }

    /** A line by its code, filled with what stands in braces in it. */
    String line(String code, Map<String, String> filling) {
        String line = of("line", code);
        for (Map.Entry<String, String> one : filling.entrySet()) {
            line = line.replace("{" + one.getKey() + "}", one.getValue());
        }
        return line;
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
