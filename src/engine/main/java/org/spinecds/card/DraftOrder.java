package org.spinecds.card;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes the clinician's own unsigned order as JSON, so that unknown elements, extensions and contained resources come
 * back as they were sent (CDS Hooks 2.0.1, Action: the entire updated resource).
 */
final class DraftOrder {

    private DraftOrder() {}

    /** The order with this id among the drafts; null where there is none. */
    static @Nullable ObjectNode named(@Nullable String id, List<ObjectNode> drafts) {
        return drafts.stream()
                .filter(draft -> draft.path("resourceType").asString("").equals("ServiceRequest")
                        && draft.path("id").asString("").equals(id))
                .findFirst()
                .orElse(null);
    }

    /**
     * A copy of the order with longer lists. An element that is already there is not added, nor an extension with a url
     * that the order has. Empty elements are left out: they are no valid FHIR and must not be sent (2.0.1, JSON). So
     * are codings that have only a system, as clients send them before a code is chosen.
     */
    static ObjectNode with(ObjectNode order, ObjectNode additions) {
        ObjectNode changed = order.deepCopy();
        additions.properties().forEach(member -> {
            ArrayNode list = changed.path(member.getKey()) instanceof ArrayNode there
                    ? there
                    : changed.putArray(member.getKey());
            member.getValue().forEach(addition -> {
                if (list.valueStream().noneMatch(element -> isThere(element, addition))) {
                    list.add(addition.deepCopy());
                }
            });
        });
        dropEmpty(changed);
        return changed;
    }

    private static boolean isThere(JsonNode element, JsonNode addition) {
        return element.equals(addition)
                || (addition.has("url") && addition.path("url").equals(element.path("url")))
                || (addition.has("reference") && addition.path("reference").equals(element.path("reference")));
    }

    /**
     * Removes empty elements. A null in a list stays: it holds the place of an element that has only an extension (FHIR
     * JSON, arrays).
     */
    private static void dropEmpty(JsonNode node) {
        node.forEach(DraftOrder::dropEmpty);
        if (node instanceof ObjectNode object) {
            object.removeIf(value -> value.isNull() || isEmpty(value));
        } else if (node instanceof ArrayNode list) {
            list.removeIf(DraftOrder::isEmpty);
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return (value.isContainer() && value.isEmpty())
                || (value.isObject() && value.size() == 1 && value.has("system"))
                || (value.isString() && value.asString().isEmpty());
    }
}
