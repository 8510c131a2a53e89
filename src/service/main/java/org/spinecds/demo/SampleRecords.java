package org.spinecds.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.spinecds.fhir.FhirJson;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The records of the invented patients, and the search of the sample EHR. */
final class SampleRecords {

    private static final Map<String, String> CONCEPTS = Map.of(
            "code", "code",
            "category", "category",
            "clinical-status", "clinicalStatus",
            "verification-status", "verificationStatus");

    private final Map<String, SamplePatient> patients = new TreeMap<>();
    private final Map<String, Map<String, JsonNode>> resources = new LinkedHashMap<>();

    /**
     * One invented patient of the sample EHR, a file of {@code demo/}.
     *
     * @param id the patient's id, in lower case
     * @param request an order-select call without fhirServer
     * @param record the patient's record in the sample EHR, a Bundle
     */
    record SamplePatient(String id, String title, String narrative, JsonNode request, JsonNode record) {

        static SamplePatient of(JsonNode file) {
            return new SamplePatient(
                    file.at("/request/context/patientId").asString(),
                    file.path("title").asString(),
                    file.path("narrative").asString(),
                    file.path("request"),
                    file.path("record"));
        }
    }

    SampleRecords(List<SamplePatient> samples) {
        FhirJson.RECORD_TYPES.forEach(type -> resources.put(type, new LinkedHashMap<>()));
        for (SamplePatient patient : samples) {
            patients.put(patient.id(), patient);
            for (JsonNode entry : patient.record().path("entry").values()) {
                JsonNode resource = entry.path("resource");
                Map<String, JsonNode> sameType =
                        resources.get(resource.path("resourceType").asString());
                if (sameType == null) {
                    throw new IllegalArgumentException("The sample EHR has no place for a resource of " + patient.id());
                }
                sameType.put(resource.path("id").asString(), resource);
            }
        }
    }

    static SampleRecords fromClasspath() {
        JsonMapper json = new JsonMapper();
        try {
            List<SamplePatient> samples = new ArrayList<>();
            for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:demo/*.json")) {
                try (InputStream stream = file.getInputStream()) {
                    samples.add(SamplePatient.of(json.readTree(stream)));
                }
            }
            return new SampleRecords(samples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<SamplePatient> patients() {
        return List.copyOf(patients.values());
    }

    Optional<SamplePatient> patient(String id) {
        return Optional.ofNullable(patients.get(id));
    }

    Optional<JsonNode> read(String type, String id) {
        return Optional.ofNullable(resources.getOrDefault(type, Map.of()).get(id));
    }

    /**
     * Finds the resources that match all parameters; each value is a comma-separated list of alternatives.
     *
     * @param parameters by name without modifier
     * @throws IllegalArgumentException when a parameter is not known
     */
    List<JsonNode> search(String type, Map<String, List<String>> parameters) {
        return resources.getOrDefault(type, Map.of()).values().stream()
                .filter(resource -> parameters.entrySet().stream()
                        .allMatch(parameter -> matches(resource, parameter.getKey(), parameter.getValue())))
                .toList();
    }

    private static boolean matches(JsonNode resource, String name, List<String> values) {
        return values.stream().allMatch(value -> matchesOne(resource, name, List.of(value.split(",", -1))));
    }

    private static boolean matchesOne(JsonNode resource, String name, List<String> wanted) {
        if (CONCEPTS.containsKey(name)) {
            return tokens(resource.path(CONCEPTS.get(name))).stream().anyMatch(wanted::contains);
        }
        return switch (name) {
            case "patient", "subject" ->
                wanted.stream().map(SampleRecords::lastPart).anyMatch(ownerOf(resource)::equals);
            case "_id" -> wanted.contains(resource.path("id").asString());
            case "status", "intent" -> wanted.contains(resource.path(name).asString());
            default -> throw new IllegalArgumentException("The sample EHR does not know the search parameter " + name);
        };
    }

    private static String ownerOf(JsonNode resource) {
        JsonNode owner = resource.hasNonNull("subject") ? resource.path("subject") : resource.path("patient");
        return lastPart(owner.path("reference").asString(""));
    }

    private static String lastPart(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static List<String> tokens(JsonNode conceptOrList) {
        List<String> tokens = new ArrayList<>();
        for (JsonNode concept :
                conceptOrList.isArray() ? List.copyOf(conceptOrList.values()) : List.of(conceptOrList)) {
            for (JsonNode coding : concept.path("coding").values()) {
                String code = coding.path("code").asString("");
                tokens.add(code);
                tokens.add(coding.path("system").asString("") + "|" + code);
            }
        }
        return tokens;
    }
}
