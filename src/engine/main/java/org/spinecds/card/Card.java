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

/** A CDS Hooks card (2.0.1, Card Attributes). Elements without a value are left out of the JSON. */
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

    /** Any of the suggestions may be taken, or none; null where there are none (2.0.1, Card Attributes). */
    @JsonProperty
    @Nullable
    String selectionBehavior() {
        return suggestions.isEmpty() ? null : "any";
    }

    /** The card with what may be done with one click. */
    Card with(List<Suggestion> offered) {
        return new Card(uuid, summary, detail, indicator, source, offered, overrideReasons, links, extension);
    }

    /** The same card with links. */
    Card withLinks(List<Link> added) {
        return new Card(uuid, summary, detail, indicator, source, suggestions, overrideReasons, added, extension);
    }

    /** The kind of card, by the names of the specification. */
    public String kind() {
        return extension.get(EXTENSION) instanceof Map<?, ?> said ? String.valueOf(said.get("kind")) : "";
    }

    /** Where the guidance comes from; the topic names the kind of card. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Source(String label, @Nullable String url, @Nullable Coding topic) {}

    /**
     * What the clinician may have done with one click (2.0.1, Suggestion); nothing of it is done unasked.
     *
     * @param key by which the content and the journal know it; not sent
     * @param uuid by which feedback names it
     * @param isRecommended whether it is the one to take first; null is left out
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Suggestion(
            @JsonIgnore String key, String label, String uuid, @Nullable Boolean isRecommended, List<Action> actions) {

        public Suggestion {
            actions = List.copyOf(actions);
        }

        /** The same with other words where its actions are described as earlier ones: clients tell actions apart by that text. */
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
