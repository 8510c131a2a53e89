package org.spinecds.card;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A CDS Hooks card (2.0.1, Card Attributes). Empty elements are left out of the JSON. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Card(
        String uuid,
        String summary,
        String detail,
        String indicator,
        Source source,
        List<Suggestion> suggestions,
        List<Coding> overrideReasons,
        List<Link> links,
        Map<String, Object> extension) {

    static final String EXTENSION = "org.spinecds.card";

    public Card {
        suggestions = List.copyOf(suggestions);
        overrideReasons = List.copyOf(overrideReasons);
        links = List.copyOf(links);
        extension = Map.copyOf(extension);
    }

    /** Any number of suggestions may be accepted; null where there are none (2.0.1, Card Attributes). */
    @JsonProperty
    @Nullable
    String selectionBehavior() {
        return suggestions.isEmpty() ? null : "any";
    }

    /** The same card with suggestions. */
    Card with(List<Suggestion> offered) {
        return new Card(uuid, summary, detail, indicator, source, offered, overrideReasons, links, extension);
    }

    /** The same card with links. */
    Card withLinks(List<Link> added) {
        return new Card(uuid, summary, detail, indicator, source, suggestions, overrideReasons, added, extension);
    }

    /** The kind of card, such as {@code OPTIONS}; empty where it has none. */
    public String kind() {
        return extension.get(EXTENSION) instanceof Map<?, ?> said ? String.valueOf(said.get("kind")) : "";
    }

    /** The source of the guidance; the topic names the kind of card. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Source(String label, @Nullable String url, @Nullable Coding topic) {}

    /**
     * A suggestion that the clinician may accept with one click (2.0.1, Suggestion).
     *
     * @param key the key in the content and the journal; not sent
     * @param uuid the identifier in feedback
     * @param isRecommended whether it is recommended; null is left out of the JSON
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Suggestion(
            @JsonIgnore String key, String label, String uuid, @Nullable Boolean isRecommended, List<Action> actions) {

        public Suggestion {
            actions = List.copyOf(actions);
        }

        /**
         * The same suggestion with a number behind each description that an earlier action has: clients distinguish
         * actions by it.
         */
        Suggestion describedApartFrom(Set<String> earlier) {
            List<Action> apart = new ArrayList<>();
            for (Action action : actions) {
                String description = action.description();
                for (int place = 2; !earlier.add(description); place++) {
                    description = action.description() + " (" + place + ")";
                }
                apart.add(new Action(action.type(), description, action.resource()));
            }
            return new Suggestion(key, label, uuid, isRecommended, apart);
        }
    }

    /**
     * One step of a suggestion (2.0.1, Action).
     *
     * @param type create or update
     * @param resource the whole new or changed resource, with an id
     */
    public record Action(String type, String description, JsonNode resource) {

        public Action {
            resource = resource.deepCopy();
        }
    }

    /**
     * A page about the card (2.0.1, Link).
     *
     * @param type absolute or smart
     * @param appContext for a smart link only
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Link(String label, String url, String type, @Nullable String appContext) {}

    /** A Coding of CDS Hooks (2.0.1, Coding). */
    public record Coding(String system, String code, String display) {}
}
