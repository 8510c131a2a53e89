package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.FhirUnreadable;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.HookRequestRejected;
import org.spinecds.hook.PrefetchValue;
import org.spinecds.hook.StrictJson;
import org.spinecds.security.Client;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the formats of a patient: a worked case or a sample patient (request and record), a call with its prefetch, or
 * a Bundle of the record. A Bundle with draft orders is evaluated for these orders, one without like an opened chart.
 */
public final class CaseReader {

    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());
    private static final int DEEP = 200;

    private final FhirJson fhir;
    private final HookRequestReader requests;

    public CaseReader(FhirContext context) {
        this.fhir = new FhirJson(context);
        this.requests = new HookRequestReader(fhir, new StrictJson(DEEP));
    }

    /** Converts a worked case. */
    public PatientCase read(Guideline guideline, WorkedCase worked) {
        return read(guideline, worked.id(), worked.play());
    }

    /** Converts a worked case to a call of the first service for another hook, with only the context of that hook. */
    public PatientCase read(Guideline guideline, WorkedCase worked, String hook) {
        return read(guideline, worked.id(), asked(worked.play(), hook));
    }

    /** Reads one file as it is. */
    public PatientCase read(Guideline guideline, String name, String text) {
        return read(guideline, name, text, null);
    }

    /**
     * Reads one file as a call of the first service for another hook; null means the hook of the file.
     *
     * @param name used if the file has no id
     * @throws CaseUnreadable when it has none of these formats
     */
    public PatientCase read(Guideline guideline, String name, String text, @Nullable String hook) {
        try {
            JsonNode file = JSON.readTree(text);
            return read(guideline, name, hook == null ? file : asked(file, hook));
        } catch (JacksonException e) {
            throw new CaseUnreadable(name + " is not well-formed JSON.");
        }
    }

    /** A call, alone or within a case, changed to another hook; a Bundle is unchanged. */
    private static JsonNode asked(JsonNode file, String hook) {
        JsonNode other = file.deepCopy();
        JsonNode call = other.path("request").isObject() ? other.path("request") : other;
        if (call.path("hook").isString()
                && !call.path("hook").asString().equals(hook)
                && call.path("context") instanceof ObjectNode context) {
            ((ObjectNode) call).put("hook", hook);
            context.remove("selections");
            if (hook.equals("patient-view")) {
                context.remove("draftOrders");
            } else if (hook.equals("order-select")
                    && context.path("draftOrders").isObject()) {
                ArrayNode selections = context.putArray("selections");
                context.at("/draftOrders/entry")
                        .forEach(entry -> selections.add(
                                entry.at("/resource/resourceType").asString("") + "/"
                                        + entry.at("/resource/id").asString("")));
            }
        }
        return other;
    }

    private PatientCase read(Guideline guideline, String name, JsonNode file) {
        try {
            if (file.path("request").isObject()) {
                String service = file.path("service").stringValue(null);
                HookRequest request = request(guideline, service, file.path("request"));
                if (!file.path("record").path("resourceType").asString("").equals("Bundle")) {
                    throw new CaseUnreadable(name + " has a record that is no Bundle.");
                }
                return new PatientCase(
                        file.path("id").asString(name), service, request, resources(file.path("record")));
            }
            if (file.path("hook").isString()) {
                HookRequest request = request(guideline, null, file);
                return new PatientCase(name, null, request, prefetched(request));
            }
            if (file.path("resourceType").asString("").equals("Bundle")) {
                return new PatientCase(name, null, request(guideline, null, callAbout(name, file)), resources(file));
            }
        } catch (HookRequestRejected | FhirUnreadable e) {
            throw new CaseUnreadable(name + " cannot be used: " + e.getMessage());
        }
        throw new CaseUnreadable(name + " is neither a Bundle, nor a call of a service, nor a worked case.");
    }

    private HookRequest request(Guideline guideline, @Nullable String service, JsonNode call) {
        String hook = call.path("hook").asString("");
        return requests.read(
                guideline
                        .serviceFor(hook, service)
                        .orElseThrow(
                                () -> new CaseUnreadable("The content has no service for the hook \"" + hook + "\".")),
                JSON.writeValueAsString(call).getBytes(StandardCharsets.UTF_8),
                Client.itself("workbench"));
    }

    private List<Resource> resources(JsonNode bundle) {
        List<Resource> resources = new ArrayList<>();
        bundle.path("entry").forEach(entry -> resources.add(fhir.read(entry.path("resource"))));
        return resources;
    }

    private static List<Resource> prefetched(HookRequest request) {
        List<Resource> resources = new ArrayList<>();
        request.prefetch().values().forEach(value -> {
            if (value instanceof PrefetchValue.Present present && present.resource() instanceof Bundle bundle) {
                bundle.getEntry().forEach(entry -> resources.add(entry.getResource()));
            } else if (value instanceof PrefetchValue.Present present) {
                resources.add(present.resource());
            }
        });
        return resources;
    }

    private static JsonNode callAbout(String name, JsonNode bundle) {
        List<JsonNode> drafts = new ArrayList<>();
        String patient = "";
        for (JsonNode entry : bundle.path("entry").values()) {
            JsonNode resource = entry.path("resource");
            String type = resource.path("resourceType").asString("");
            if (type.equals("Patient")) {
                patient = resource.path("id").asString("");
            }
            if (type.equals("ServiceRequest")
                    && resource.path("status").asString("").equals("draft")) {
                drafts.add(resource);
            }
        }
        if (patient.isEmpty()) {
            throw new CaseUnreadable(name + " holds no Patient with an id.");
        }
        ObjectNode call = JSON.createObjectNode()
                .put("hook", drafts.isEmpty() ? "patient-view" : "order-select")
                .put("hookInstance", "workbench");
        ObjectNode context = call.putObject("context")
                .put("userId", "Practitioner/workbench")
                .put("patientId", patient);
        if (!drafts.isEmpty()) {
            ArrayNode selections = context.putArray("selections");
            ArrayNode entries = context.putObject("draftOrders")
                    .put("resourceType", "Bundle")
                    .put("type", "collection")
                    .putArray("entry");
            drafts.forEach(draft -> {
                selections.add("ServiceRequest/" + draft.path("id").asString(""));
                entries.addObject().set("resource", draft);
            });
        }
        return call;
    }
}
