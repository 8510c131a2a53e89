package org.spinecds.demo;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spinecds.content.OwnBuild;
import org.spinecds.fhir.FhirJson;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sample EHR over HTTP: a small FHIR R4 server (RESTful API: read, search, paging) and prepared calls. {@code
 * _count} and {@code _offset} select a page; other parameters with an underscore are ignored.
 */
@RestController
@Profile("demo")
@CrossOrigin
@RequestMapping("/sample-ehr")
record SampleEhrController(SampleRecords records) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final MediaType FHIR_JSON = MediaType.valueOf("application/fhir+json");
    private static final int PAGE = 50;

    @GetMapping("/requests")
    ResponseEntity<byte[]> requests(HttpServletRequest http) {
        ArrayNode list = JSON.createArrayNode();
        for (SampleRecords.SamplePatient patient : records.patients()) {
            list.addObject()
                    .put("id", patient.id())
                    .put("title", patient.title())
                    .put("narrative", patient.narrative())
                    .put("request", root(http) + "/sample-ehr/requests/" + patient.id());
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(JSON.writeValueAsBytes(list));
    }

    @GetMapping("/requests/{id}")
    ResponseEntity<byte[]> request(@PathVariable String id, HttpServletRequest http) {
        return records.patient(id)
                .map(patient -> {
                    ObjectNode request = (ObjectNode) patient.request().deepCopy();
                    request.put("fhirServer", base(http));
                    return ResponseEntity.ok()
                            .contentType(MediaType.APPLICATION_JSON)
                            .body(JSON.writeValueAsBytes(request));
                })
                .orElseGet(() -> outcome(HttpStatus.NOT_FOUND, "not-found", "There is no such sample patient."));
    }

    @GetMapping("/fhir/metadata")
    ResponseEntity<byte[]> metadata() {
        return fhir(JSON.readTree(OwnBuild.text("fhir/sample-ehr.json")));
    }

    @GetMapping("/fhir/{type}/{id}")
    ResponseEntity<byte[]> read(@PathVariable String type, @PathVariable String id) {
        return records.read(type, id)
                .map(SampleEhrController::fhir)
                .orElseGet(() -> outcome(HttpStatus.NOT_FOUND, "not-found", "There is no such resource."));
    }

    @GetMapping("/fhir/{type}")
    ResponseEntity<byte[]> search(@PathVariable String type, HttpServletRequest http) {
        if (!FhirJson.RECORD_TYPES.contains(type)) {
            return outcome(HttpStatus.NOT_FOUND, "not-supported", "The sample EHR has no resources of this type.");
        }
        try {
            Map<String, List<String>> parameters = parameters(http);
            int offset = number(http, "_offset", 0, 0);
            int size = Math.min(number(http, "_count", PAGE, 1), PAGE);
            List<JsonNode> hits = records.search(type, parameters);
            return fhir(page(hits, offset, size, base(http) + "/" + type, parameters));
        } catch (IllegalArgumentException e) {
            return outcome(HttpStatus.BAD_REQUEST, "invalid", e.getMessage() + ".");
        }
    }

    @PostMapping("/fhir/{type}/_search")
    ResponseEntity<byte[]> searchByForm(@PathVariable String type, HttpServletRequest http) {
        return search(type, http);
    }

    private static Map<String, List<String>> parameters(HttpServletRequest http) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        http.getParameterMap().forEach((name, values) -> {
            String plain = name.split(":", 2)[0];
            if (!plain.startsWith("_") || plain.equals("_id")) {
                parameters.computeIfAbsent(plain, key -> new ArrayList<>()).addAll(List.of(values));
            }
        });
        return parameters;
    }

    private static int number(HttpServletRequest http, String name, int otherwise, int atLeast) {
        String text = http.getParameter(name);
        try {
            int number = text == null ? otherwise : Integer.parseInt(text);
            if (number >= atLeast) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a number", e);
        }
        throw new IllegalArgumentException(name + " is too small");
    }

    private static ObjectNode page(
            List<JsonNode> hits, int offset, int size, String address, Map<String, List<String>> parameters) {
        ObjectNode bundle = JSON.createObjectNode()
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", hits.size());
        ArrayNode links = bundle.putArray("link");
        links.addObject().put("relation", "self").put("url", link(address, parameters, offset, size));
        if (offset + size < hits.size()) {
            links.addObject().put("relation", "next").put("url", link(address, parameters, offset + size, size));
        }
        List<JsonNode> shown = hits.stream().skip(offset).limit(size).toList();
        if (!shown.isEmpty()) {
            ArrayNode entries = bundle.putArray("entry");
            for (JsonNode resource : shown) {
                ObjectNode entry = entries.addObject()
                        .put("fullUrl", address + "/" + resource.path("id").asString());
                entry.set("resource", resource);
                entry.putObject("search").put("mode", "match");
            }
        }
        return bundle;
    }

    private static String link(String address, Map<String, List<String>> parameters, int offset, int size) {
        UriComponentsBuilder link = UriComponentsBuilder.fromUriString(address);
        List<String> values = new ArrayList<>();
        parameters.forEach((name, list) -> list.forEach(value -> {
            link.queryParam(name, "{" + values.size() + "}");
            values.add(value);
        }));
        return link.queryParam("_offset", offset)
                .queryParam("_count", size)
                .encode()
                .buildAndExpand(values.toArray())
                .toUriString();
    }

    private static String base(HttpServletRequest http) {
        return root(http) + "/sample-ehr/fhir";
    }

    private static String root(HttpServletRequest http) {
        return UriComponentsBuilder.fromUriString(http.getRequestURL().toString())
                .replacePath(http.getContextPath())
                .build()
                .toUriString();
    }

    private static ResponseEntity<byte[]> fhir(JsonNode resource) {
        return ResponseEntity.ok().contentType(FHIR_JSON).body(JSON.writeValueAsBytes(resource));
    }

    private static ResponseEntity<byte[]> outcome(HttpStatus status, String code, String sentence) {
        ObjectNode outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", code)
                .put("diagnostics", sentence);
        return ResponseEntity.status(status).contentType(FHIR_JSON).body(JSON.writeValueAsBytes(outcome));
    }
}
