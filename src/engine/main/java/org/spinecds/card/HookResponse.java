package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * The body of a CDS Hooks response (2.0.1, HTTP response).
 *
 * @param cards empty when there is nothing to say, never absent
 * @param extension by reverse domain name; left out of the JSON when empty
 */
public record HookResponse(
        @JsonInclude(JsonInclude.Include.ALWAYS) List<Card> cards,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> extension) {

    public HookResponse {
        cards = List.copyOf(cards);
        extension = Map.copyOf(extension);
    }
}
