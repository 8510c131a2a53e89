package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The body of a CDS Hooks answer (2.0.1, HTTP response): the cards, and what was asked for by extension.
 *
 * @param cards never absent; empty when there is nothing to say
 * @param extension by reverse domain name; empty is left out
 */
public record HookResponse(
        @JsonInclude(JsonInclude.Include.ALWAYS) List<Card> cards,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> extension) {

    public HookResponse {
        cards = List.copyOf(cards);
        extension = Map.copyOf(extension);
    }
}
