package org.spinecds.card;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The clinician's own unsigned order, changed as JSON so that nothing in it is lost: elements, extensions and contained
 * resources that are not known here come back as they were sent (CDS Hooks 2.0.1, Action: the entire updated resource).
 */
final class DraftOrder {

    private DraftOrder() {}

    /** The order with that id among those sent; null where there is none. */
    static @Nullable ObjectNode named(@Nullable String id, List<ObjectNode> drafts) {
        return drafts.stream()
                .filter(draft -> draft.path("resourceType").asString("").equals("ServiceRequest")
                        && draft.path("id").asString("").equals(id))
                .findFirst()
                .orElse(null);
    }

    /**
     * A copy of the order with the lists made longer. What is there already is not added again, nor an extension whose url
     * the order has. Empty elements, which are no FHIR and may not be answered (2.0.1, JSON), are left out, and so is a coding
     * of which nothing but the system is said, as clients send before a code is chosen.
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

    /** A null inside a list stays: there it keeps the place of an element that has only an extension (FHIR JSON, arrays). */
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
