package org.spinecds.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.spinecds.WorkedCases;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A worked case in a chart as large as real ones are: its own resources, and in turns an Observation and a Procedure that
 * no rule reads, each of some 600 bytes, with codings, dates, performers, values and reference ranges as laboratories and
 * hospitals write them. The same seed makes the same record. An EHR that does not filter its searches by code is assumed:
 * the Observations come with the assessments, the Procedures with the courses.
 *
 * @param name by which the tables know it
 * @param call without prefetch
 * @param found what each prefetch query finds, by the query as the service's template writes it
 * @param keys of the prefetch, by query
 */
public record GrownRecord(String name, ObjectNode call, Map<String, List<JsonNode>> found, Map<String, String> keys) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long SEED = 20260302;
    private static final int YEARS = 6;
    private static final LocalDate LAST_DAY = LocalDate.of(2026, 3, 1);
    private static final Path SERVICE = Path.of("cds-hooks/services/spine-recurrence-order-select.json");
    private static final String ASSESSMENTS = "assessments";
    private static final String PROCEDURES = "procedures";

    private enum Laboratory {
        HAEMOGLOBIN("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 9, 16),
        LEUKOCYTES("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 3, 12),
        PLATELETS("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 90, 410),
        CREATININE("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 1, 2),
        SODIUM("2951-2", "Sodium [Moles/volume] in Serum or Plasma", "mmol/L", 130, 147),
        POTASSIUM("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3, 6),
        GLUCOSE("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 70, 210),
        ALBUMIN("1751-7", "Albumin [Mass/volume] in Serum or Plasma", "g/dL", 2, 5),
        SYSTOLIC("8480-6", "Systolic blood pressure", "mm[Hg]", 95, 180),
        PULSE("8867-4", "Heart rate", "/min", 55, 120);

        private final String code;
        private final String display;
        private final String unit;
        private final int low;
        private final int high;

        Laboratory(String code, String display, String unit, int low, int high) {
            this.code = code;
            this.display = display;
            this.unit = unit;
            this.low = low;
            this.high = high;
        }
    }

    private enum Intervention {
        COLONOSCOPY("73761001", "Colonoscopy"),
        APPENDECTOMY("80146002", "Excision of appendix"),
        CHOLECYSTECTOMY("38102005", "Cholecystectomy"),
        ECHOCARDIOGRAPHY("40701008", "Echocardiography"),
        ELECTROCARDIOGRAM("29303009", "Electrocardiographic procedure"),
        SPIROMETRY("127783003", "Spirometry"),
        CATARACT("54885007", "Extraction of cataract"),
        VENEPUNCTURE("22778000", "Venipuncture"),
        VACCINATION("86198006", "Administration of vaccine product containing only Influenza virus antigen"),
        TRANSFUSION("116859006", "Transfusion of blood product");

        private final String code;
        private final String display;

        Intervention(String code, String display) {
            this.code = code;
            this.display = display;
        }
    }

    /** The record of a worked case as it is. */
    public static GrownRecord of(String name, String caseId) throws Exception {
        WorkedCase play = WorkedCases.named(caseId);
        ObjectNode call = (ObjectNode) play.request();
        ((ObjectNode) call.path("extension").path("org.spinecds.explain")).put("assessment", false);
        String patient = call.path("context").path("patientId").asString();
        Map<String, List<JsonNode>> found = new LinkedHashMap<>();
        Map<String, String> keys = new LinkedHashMap<>();
        JSON.readTree(Files.readString(SERVICE)).path("prefetch").properties().forEach(template -> {
            String query = template.getValue().asString().replace("{{context.patientId}}", patient);
            keys.put(query, template.getKey());
            found.put(
                    query,
                    play.resources().stream()
                            .filter(resource -> isFound(resource, query))
                            .toList());
        });
        return new GrownRecord(name, call, found, keys);
    }

    private static boolean isFound(JsonNode resource, String query) {
        if (!query.startsWith(resource.path("resourceType").asString())) {
            return false;
        }
        if (!query.contains("code=")) {
            return true;
        }
        return resource.path("code").path("coding").valueStream().anyMatch(coding -> (query + ",")
                .contains(coding.path("system").asString() + "|"
                        + coding.path("code").asString() + ","));
    }

    /** The same patient with so much more in the chart that a call with its prefetch is of this size. */
    public GrownRecord grownTo(int bytes) {
        Random random = new Random(SEED);
        List<JsonNode> observations = new ArrayList<>();
        List<JsonNode> procedures = new ArrayList<>();
        int size = body().length;
        for (int number = 0; size < bytes; number++) {
            ObjectNode more = number % 2 == 0 ? observation("x" + number, random) : procedure("x" + number, random);
            (number % 2 == 0 ? observations : procedures).add(more);
            size += more.toString().length() + "{'resource':},".length();
        }
        return with(ASSESSMENTS, observations).with(PROCEDURES, procedures);
    }

    /** The same patient with so many more Observations. */
    public GrownRecord withObservations(String newName, int number) {
        Random random = new Random(SEED + 1);
        List<JsonNode> more = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            more.add(observation("y" + i, random));
        }
        GrownRecord grown = with(ASSESSMENTS, more);
        return new GrownRecord(newName, grown.call(), grown.found(), grown.keys());
    }

    private GrownRecord with(String key, List<JsonNode> more) {
        Map<String, List<JsonNode>> all = new LinkedHashMap<>();
        found.forEach((query, resources) -> {
            List<JsonNode> grown = new ArrayList<>(resources);
            if (key.equals(keys.get(query))) {
                grown.addAll(more);
            }
            all.put(query, grown);
        });
        return new GrownRecord(name, call, all, keys);
    }

    private String patient() {
        return call.path("context").path("patientId").asString();
    }

    private ObjectNode observation(String id, Random random) {
        Laboratory kind = Laboratory.values()[random.nextInt(Laboratory.values().length)];
        ObjectNode observation = resource("Observation", id, "final");
        observation
                .putArray("category")
                .addObject()
                .putArray("coding")
                .add(coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory"));
        observation
                .putObject("code")
                .put("text", kind.display)
                .putArray("coding")
                .add(coding("http://loinc.org", kind.code, kind.display));
        observation.put("effectiveDateTime", day(random) + "T08:30:00Z");
        observation.putArray("performer").addObject().put("display", "Central laboratory");
        double value = kind.low + Math.round(random.nextDouble() * (kind.high - kind.low) * 10) / 10.0;
        observation.set("valueQuantity", quantity(value, kind));
        ObjectNode range = observation.putArray("referenceRange").addObject();
        range.set("low", quantity(kind.low, kind));
        range.set("high", quantity(kind.high, kind));
        return observation;
    }

    private ObjectNode procedure(String id, Random random) {
        Intervention kind = Intervention.values()[random.nextInt(Intervention.values().length)];
        ObjectNode procedure = resource("Procedure", id, "completed");
        procedure
                .putObject("category")
                .putArray("coding")
                .add(coding("http://snomed.info/sct", "103693007", "Diagnostic procedure"));
        procedure
                .putObject("code")
                .put("text", kind.display)
                .putArray("coding")
                .add(coding("http://snomed.info/sct", kind.code, kind.display));
        String day = day(random);
        procedure.putObject("performedPeriod").put("start", day + "T09:00:00Z").put("end", day + "T09:40:00Z");
        procedure
                .putArray("performer")
                .addObject()
                .putObject("actor")
                .put("display", "Day hospital, room " + random.nextInt(40));
        procedure
                .putArray("note")
                .addObject()
                .put(
                        "text",
                        "Tolerated well. Next of kin informed. Follow-up with the general practitioner in "
                                + (2 + random.nextInt(10)) + " weeks.");
        return procedure;
    }

    private ObjectNode resource(String type, String id, String status) {
        ObjectNode resource = JSON.createObjectNode().put("resourceType", type).put("id", patient() + "-" + id);
        resource.putObject("meta").put("versionId", "1").put("lastUpdated", "2026-03-01T12:00:00.000Z");
        resource.put("status", status);
        resource.putObject("subject").put("reference", "Patient/" + patient());
        return resource;
    }

    private static String day(Random random) {
        return LAST_DAY.minusDays(random.nextInt(YEARS * 365)).toString();
    }

    private static ObjectNode coding(String system, String code, String display) {
        return JSON.createObjectNode().put("system", system).put("code", code).put("display", display);
    }

    private static ObjectNode quantity(double value, Laboratory kind) {
        return JSON.createObjectNode()
                .put("value", value)
                .put("unit", kind.unit)
                .put("system", "http://unitsofmeasure.org")
                .put("code", kind.unit);
    }

    /** The call with everything in its prefetch, as UTF-8 JSON. */
    public byte[] body() {
        ObjectNode request = call.deepCopy();
        ObjectNode prefetch = request.putObject("prefetch");
        found.keySet().forEach(query -> prefetch.set(keys.getOrDefault(query, query), answer(query)));
        return bytes(request);
    }

    /**
     * The call without prefetch, to be read from a FHIR server.
     *
     * @param token by which the server knows the call
     */
    public byte[] body(String fhirServer, String token) {
        ObjectNode request = call.deepCopy();
        request.put("fhirServer", fhirServer);
        request.putObject("fhirAuthorization")
                .put("access_token", token)
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .put("scope", "patient/*.read")
                .put("subject", "spine-recurrence-cds");
        return bytes(request);
    }

    /** What a FHIR server answers, by query. */
    public Map<String, byte[]> answers() {
        Map<String, byte[]> answers = new LinkedHashMap<>();
        found.keySet().forEach(query -> answers.put(query, bytes(answer(query))));
        return answers;
    }

    private JsonNode answer(String query) {
        List<JsonNode> resources = found.getOrDefault(query, List.of());
        if (!query.contains("?")) {
            return resources.get(0);
        }
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "searchset");
        bundle.put("total", resources.size());
        if (!resources.isEmpty()) {
            ArrayNode entries = bundle.putArray("entry");
            resources.forEach(resource -> entries.addObject().set("resource", resource));
        }
        return bundle;
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }
}
