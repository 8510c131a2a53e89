package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CDS Hooks card (2.0.1, Card Attributes). Elements without a value are left out of the JSON. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Card(
        String uuid,
        String summary,
        String detail,
        String indicator,
        Source source,
        List<Coding> overrideReasons,
        Map<String, Object> extension) {

    static final String EXTENSION = "org.spinecds.card";

    public Card {
        overrideReasons = List.copyOf(overrideReasons);
        extension = Map.copyOf(extension);
    }

    /** The kind of card, by the names of the specification. */
    public String kind() {
        return extension.get(EXTENSION) instanceof Map<?, ?> said ? String.valueOf(said.get("kind")) : "";
    }

    /** Where the guidance comes from; the topic names the kind of card. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Source(String label, @Nullable String url, @Nullable Coding topic) {}

    /** A Coding of CDS Hooks (2.0.1, Coding). */
    public record Coding(String system, String code, String display) {}
}
