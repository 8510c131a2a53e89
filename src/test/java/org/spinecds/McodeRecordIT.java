package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The patients of mCODE's own radiotherapy examples, each with a spine metastasis besides, are assessed without a failure. */
@Tag("full")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@EnabledIf("packageIsAtHand")
class McodeRecordIT {

    private static final Path EXAMPLES = Path.of("target/mcode/package/example");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    McodeRecordIT(@LocalServerPort int port) {
        this.port = port;
    }

    static boolean packageIsAtHand() {
        return Files.isDirectory(EXAMPLES);
    }

    @Test
    void everyRadiotherapyExampleIsReadWithoutAFailure() throws Exception {
        List<JsonNode> examples = new ArrayList<>();
        Set<String> patients = new TreeSet<>();
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                JsonNode resource = JSON.readTree(Files.readString(file));
                if (!resource.path("resourceType").asString().equals("Bundle")) {
                    examples.add(resource);
                }
                if (resource.toString().contains("mcode-radiotherapy-course-summary") && resource.has("subject")) {
                    patients.add(resource.path("subject")
                            .path("reference")
                            .asString()
                            .replace("Patient/", ""));
                }
            }
        }
        assertThat(patients).isNotEmpty();
        for (String patient : patients) {
            List<JsonNode> record = new ArrayList<>(examples);
            record.add(JSON.readTree(metastasis(patient)));
            try (RecordServer ehr = new RecordServer(record)) {
                JsonNode assessment = ask(ehr, patient).path("extension").path("org.spinecds.assessment");
                assertThat(assessment
                                .path("levels")
                                .path("T8")
                                .path("fieldRelation")
                                .asString())
                        .as(patient)
                        .isIn("in-field", "marginal", "unknown", "out-of-field");
            }
        }
    }

    private JsonNode ask(RecordServer ehr, String patient) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/cds-services/spine-recurrence-order-select"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(call(ehr, patient)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("NOT_EVALUATED");
        return JSON.readTree(answer.body());
    }

    private static String metastasis(String patient) {
        return """
                {"resourceType": "Condition", "id": "spine-metastasis", "subject": {"reference": "Patient/%s"},
                  "clinicalStatus": {"coding": [{"code": "active",
                    "system": "http://terminology.hl7.org/CodeSystem/condition-clinical"}]},
                  "code": {"coding": [{"system": "http://snomed.info/sct", "code": "94602001"}]},
                  "bodySite": [{"coding": [{"system": "http://snomed.info/sct", "code": "11068009"}]}]}
                """
                .formatted(patient);
    }

    private static String call(RecordServer ehr, String patient) {
        return """
                {"hook": "order-select", "hookInstance": "0b1f0bb6-3d3c-4ee9-9f6f-6f7c3ff1a9ad", "fhirServer": "%s",
                  "context": {"userId": "Practitioner/dr-1", "patientId": "%s", "selections": ["ServiceRequest/mri"],
                    "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "ServiceRequest",
                      "id": "mri", "status": "draft", "intent": "order", "subject": {"reference": "Patient/%s"},
                      "code": {"coding": [{"system": "http://loinc.org", "code": "36400-0"}]}}}]}},
                  "extension": {"org.spinecds.explain": {"assessment": true, "evaluationDate": "2026-03-02"}}}
                """
                .formatted(ehr.base(), patient, patient);
    }
}
