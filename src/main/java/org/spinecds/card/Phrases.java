package org.spinecds.card;

import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The words for the codes of an assessment, from {@code cds-hooks/cards/phrases.json}. */
final class Phrases {

    private final JsonNode groups;

    Phrases(String json) {
        try {
            groups = JsonMapper.builder().build().readTree(json);
        } catch (JacksonException e) {
            throw new WordingBroken("The file phrases.json is not JSON.", e);
        }
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

    /** The words for a code of a group that need not have one for each. */
    Optional<String> find(String group, String code) {
        JsonNode words = group(group).path(code);
        return words.isString() ? Optional.of(words.asString()) : Optional.empty();
    }

    /** A group by its name; a dot leads into a group of groups. */
    private JsonNode group(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? groups.path(name) : groups.path(name.substring(0, dot)).path(name.substring(dot + 1));
    }

    Card.Source source(String kind) {
        JsonNode source = groups.path("source").path(kind);
        if (!source.path("label").isString()) {
            throw new WordingBroken("The file phrases.json has no source label for " + kind + ".", null);
        }
        JsonNode url = source.path("url");
        return new Card.Source(
                source.path("label").asString(),
                url.isString() ? url.asString() : null,
                new Card.Coding("http://spinecds.org/fhir/CodeSystem/card-kind", kind, of("topic", kind)));
    }

    Iterable<Map.Entry<String, JsonNode>> overrides() {
        return groups.path("override").properties();
    }
}
