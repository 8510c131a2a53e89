package org.spinecds.card;

import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        JsonNode words = groups.path(group).path(code);
        if (!words.isString()) {
            throw new WordingBroken("The file phrases.json has no words for " + group + " " + code + ".", null);
        }
        return words.asString();
    }

    /** The words for a code, or null when the group has none for it. */
    @Nullable
    String ifAny(String group, String code) {
        JsonNode words = groups.path(group).path(code);
        return words.isString() ? words.asString() : null;
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
                Map.of(
                        "system",
                        "http://spinecds.org/fhir/CodeSystem/card-kind",
                        "code",
                        kind,
                        "display",
                        of("topic", kind)));
    }

    Iterable<Map.Entry<String, JsonNode>> overrides() {
        return groups.path("override").properties();
    }
}
