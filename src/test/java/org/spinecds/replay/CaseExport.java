package org.spinecds.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A worked case as one of many patients of an export: its ids are made its own, since several cases share some, and its order is on
 * file.
 *
 * @param play the case with its new ids
 */
public record CaseExport(String patient, JsonNode play) {

    public static CaseExport of(WorkedCase worked) {
        String prefix = worked.id().toLowerCase(Locale.ROOT) + "-";
        JsonNode play = worked.play().deepCopy();
        rename(play, prefix);
        ObjectNode context = (ObjectNode) play.path("request").path("context");
        String patient = prefix + context.path("patientId").asString();
        context.put("patientId", patient);
        ArrayNode selections = context.putArray("selections");
        worked.request()
                .path("context")
                .path("selections")
                .forEach(selection -> selections.add(selection.asString().replace("/", "/" + prefix)));
        return new CaseExport(patient, play);
    }

    private static void rename(JsonNode node, String prefix) {
        if (node instanceof ObjectNode object) {
            if (object.path("resourceType").isString() && object.path("id").isString()) {
                object.put("id", prefix + object.path("id").asString());
            }
            String reference = object.path("reference").asString("");
            if (reference.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]+")) {
                object.put("reference", reference.replace("/", "/" + prefix));
            }
        }
        for (JsonNode child : node) {
            rename(child, prefix);
        }
    }

    /** The record and the draft orders. */
    public List<JsonNode> resources() {
        List<JsonNode> resources = new ArrayList<>();
        play.path("record").path("entry").forEach(entry -> resources.add(entry.path("resource")));
        play.at("/request/context/draftOrders/entry").forEach(entry -> resources.add(entry.path("resource")));
        return resources;
    }

    /** The lines of some cases, by type of resource. */
    public static Map<String, List<String>> lines(List<CaseExport> cases) {
        Map<String, List<String>> lines = new TreeMap<>();
        cases.forEach(one -> one.resources().forEach(resource -> lines.computeIfAbsent(
                        resource.path("resourceType").asString(), none -> new ArrayList<>())
                .add(resource.toString())));
        return lines;
    }
}
