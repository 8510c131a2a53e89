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

/** The words for the codes of an assessment, from {@code cds-hooks/cards/phrases.json} and further files. */
final class Phrases {

    /** A number that is no part of a code such as T8. */
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9])[0-9]+([.,-][0-9]+)*");

    private static final int DIGITS = 8;
    private static final String TOPICS = "http://spinecds.org/fhir/CodeSystem/card-topic";

    private static final String FILE = "cds-hooks/cards/phrases.json";

    private final JsonNode groups;
    private final Map<String, Map<String, String>> words = new HashMap<>();

    /** The further files of groups, by the beginning of their groups' names. */
    private final Map<String, String> files = new HashMap<>();

    Phrases(String json) {
        this(read(FILE, json));
    }

    private Phrases(JsonNode groups) {
        this.groups = groups;
        gather("", groups);
    }

    private static JsonNode read(String file, String json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new WordingBroken("The file " + file + " is not JSON.", e);
        }
    }

    /**
     * These phrases together with the groups of another file.
     *
     * @param beginning the text put before the name of each of its groups
     */
    Phrases and(String beginning, String file, String json) {
        Phrases both = new Phrases(groups);
        both.words.putAll(words);
        both.files.putAll(files);
        both.files.put(beginning, file);
        read(file, json).properties().forEach(group -> both.gather(beginning + group.getKey(), group.getValue()));
        return both;
    }

    /**
     * These phrases together with a file that has several words for each code, such as the title and the status of a
     * trial. Each member is a group. A member that is false has no words.
     */
    Phrases andOfEach(String beginning, String file, String json) {
        Phrases both = and(beginning, file, "{}");
        read(file, json).properties().forEach(code -> code.getValue().properties().stream()
                .filter(member -> member.getValue().isValueNode()
                        && !member.getValue().asString("").equals("false"))
                .forEach(member -> both.words
                        .computeIfAbsent(beginning + member.getKey(), unused -> new HashMap<>())
                        .put(code.getKey(), member.getValue().asString(""))));
        return both;
    }

    /**
     * The words for a code.
     *
     * @throws WordingBroken when the group has none; a code is never shown in place of words
     */
    String of(String group, String code) {
        return find(group, code)
                .orElseThrow(() -> new WordingBroken(
                        "The file " + file(group) + " has no words for " + group + " " + code + ".", null));
    }

    private String file(String group) {
        return files.entrySet().stream()
                .filter(file -> group.startsWith(file.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(FILE);
    }

    /** A line by its code; each name in braces is replaced by its value. */
    String line(String code, Map<String, String> filling) {
        String line = of("line", code);
        for (Map.Entry<String, String> one : filling.entrySet()) {
            line = line.replace("{" + one.getKey() + "}", one.getValue());
        }
        return line;
    }

    /** The words for a code; empty where the group has none for it. */
    Optional<String> find(String group, String code) {
        return Optional.ofNullable(words.getOrDefault(group, Map.of()).get(code));
    }

    /** The codes of a group. */
    Set<String> codes(String group) {
        return words.getOrDefault(group, Map.of()).keySet();
    }

    /** Adds a group and the groups within it; their names are joined by a dot. */
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
     * The source of a card. The code of its topic has letters and digits only, since Epic accepts nothing else. It
     * differs by kind, indicator, level and finding: a clinician who silences one card does not silence a later, worse
     * one. Numbers other than levels do not change it.
     *
     * @param unsigned the number of decisions without a signature, for the label; 0 leaves it out
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
