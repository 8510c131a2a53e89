package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spinecds.RecordServer;
import org.spinecds.WorkedCases;
import org.spinecds.dose.Phantom;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole call over an archive: without a dose the prescription stands in, then the dose that was measured. The phantom is
 * 40 Gy in the middle, falling with 40 mm across and 14 mm along. T8 reaches up to 5 mm below the middle, where an isodose
 * of 37.07 Gy encloses 0.03 cc.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spinecds.archive.patients.mrn.system=urn:mrn",
            "spinecds.archive.patients.mrn.issuer=SITE",
            "spinecds.archive.budget=5s",
            "spinecds.fhir.deadline=20s"
        })
@ActiveProfiles("demo")
class ArchiveIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double AT_T8_GY = 37.07;
    private static final double WITHIN_GY = 0.05 + 0.01 * AT_T8_GY;
    private static final FakeArchive ARCHIVE = started();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    ArchiveIT(@LocalServerPort int port) {
        this.port = port;
    }

    private static FakeArchive started() {
        try {
            FakeArchive archive = new FakeArchive();
            for (String patient :
                    List.of("MRN-NAMED", "MRN-AGREES", "MRN-OTHER", "MRN-AGAIN", "MRN-SERVED", "MRN-PAGE")) {
                archive.with(phantom(patient));
            }
            return archive;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void base(DynamicPropertyRegistry registry) {
        registry.add("spinecds.archive.base", () -> ARCHIVE.base().toString());
    }

    @AfterAll
    static void close() {
        ARCHIVE.close();
    }

    @AfterEach
    void honest() {
        ARCHIVE.failing(null).failingToList(null);
    }

    private static Phantom phantom(String patient) throws IOException {
        Phantom phantom = new Phantom(Phantom.Grid.usual(), (x, y, z) -> 4.0 / 3 * Phantom.hotMiddle(x, y, z))
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                .organ("VB_T7", Phantom.cylinder(15, -6, 12, 2))
                .organ("VB_T8", Phantom.cylinder(15, -28, -10, 2));
        for (int fraction = 1; fraction <= 10; fraction++) {
            phantom.fraction(fraction, 1, 1);
            phantom.lastOther()
                    .text(0x30080250, "DA", "202505" + (10 + fraction))
                    .text(0x00100020, "LO", patient)
                    .text(0x00100030, "DA", "19640101");
        }
        for (var object : List.of(phantom.dose(), phantom.plan(), phantom.structures())) {
            object.text(0x00100020, "LO", patient).text(0x00100030, "DA", "19640101");
        }
        return phantom;
    }

    /** The record of V01, a course of 30 Gy in 10 fractions over T7 to T9, ended on 2025-05-20. */
    private static List<JsonNode> record(String patient, boolean isNamed) throws IOException {
        List<JsonNode> resources = new ArrayList<>();
        for (JsonNode entry :
                JSON.readTree(WorkedCases.file("V01").toFile()).path("record").path("entry")) {
            ObjectNode resource = (ObjectNode) entry.path("resource");
            if (resource.path("resourceType").asString().equals("Patient")) {
                resource.putArray("identifier")
                        .addObject()
                        .put("system", "urn:mrn")
                        .put("value", patient);
            }
            if (isNamed && resource.path("id").asString().equals("v01-c1")) {
                resource.putArray("identifier")
                        .addObject()
                        .put("system", "urn:dicom:uid")
                        .put("value", "urn:oid:" + Phantom.PLAN);
            }
            resources.add(resource);
        }
        return resources;
    }

    private HttpResponse<String> answer(List<JsonNode> record) throws Exception {
        try (RecordServer ehr = new RecordServer(record)) {
            ObjectNode request =
                    (ObjectNode) JSON.readTree(WorkedCases.file("V01").toFile()).path("request");
            request.put("fhirServer", ehr.base());
            return http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + port + "/cds-services/spine-recurrence-order-select"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(request.toString()))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private JsonNode assessment(List<JsonNode> record) throws Exception {
        HttpResponse<String> answer = answer(record);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("extension").path("org.spinecds.assessment");
    }

    /** The assessment but for the state of the archive. */
    private static JsonNode withoutArchive(JsonNode assessment) {
        ObjectNode rest = (ObjectNode) assessment.deepCopy();
        rest.remove("doseArchive");
        return rest;
    }

    private JsonNode whenMeasured(List<JsonNode> record) throws Exception {
        for (int look = 0; look < 100; look++) {
            JsonNode assessment = assessment(record);
            if (!assessment.at("/levels/T8/basis/v01-c1").asString().equals("prescription-surrogate")) {
                return assessment;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("No dose came from the archive.");
    }

    private static void isMeasured(JsonNode assessment) {
        double eqd2 = AT_T8_GY * (AT_T8_GY / 10 + 2) / 4;
        double within = WITHIN_GY * (2 * AT_T8_GY / 10 + 2) / 4;
        JsonNode level = assessment.at("/levels/T8");
        assertThat(level.at("/basis/v01-c1").asString()).isEqualTo("thecal-sac-dmax");
        assertThat(level.at("/priorEqd2Gy/hi").asDouble()).isCloseTo(eqd2, within(within));
        assertThat(level.at("/priorEqd2Gy/lo").asDouble())
                .isEqualTo(level.at("/priorEqd2Gy/hi").asDouble());
        assertThat(assessment.path("caveats").toString()).contains("DOSE_NOT_ACCEPTED");
        assertThat(assessment.at("/doseArchive/doses").size()).isEqualTo(3);
        assertThat(assessment.at("/options/SBRT/status").asString()).isNotEqualTo("offer");
    }

    @Test
    void theFirstCallUsesThePrescriptionAndLaterOnesTheMeasuredDoseAtTheLevelAndItsBudget() throws Exception {
        List<JsonNode> record = record("MRN-NAMED", true);

        JsonNode before = assessment(record);
        assertThat(before.at("/levels/T8/basis/v01-c1").asString()).isEqualTo("prescription-surrogate");
        assertThat(before.at("/levels/T8/priorEqd2Gy/hi").asDouble()).isEqualTo(37.5);
        assertThat(before.at("/levels/T8/budgetEqd2Gy").asDouble()).isEqualTo(25);
        assertThat(before.at("/doseArchive/state").asString()).isEqualTo("BEING_READ");

        JsonNode after = whenMeasured(record);
        isMeasured(after);
        assertThat(after.at("/levels/T8/budgetEqd2Gy").asDouble())
                .isCloseTo(70 - after.at("/levels/T8/priorEqd2Gy/hi").asDouble(), within(0.001));
    }

    @Test
    void aCourseWithoutUidsIsFoundByItsNumbersAndDates() throws Exception {
        isMeasured(whenMeasured(record("MRN-AGREES", false)));
    }

    @Test
    void theSameAnswerComesAgainAndAgain() throws Exception {
        List<JsonNode> record = record("MRN-AGAIN", true);
        JsonNode first = whenMeasured(record);
        long retrieved = ARCHIVE.retrieved();

        for (int times = 0; times < 5; times++) {
            assertThat(assessment(record)).isEqualTo(first);
        }
        assertThat(ARCHIVE.retrieved()).isEqualTo(retrieved);
    }

    private HttpResponse<String> observations(String query, String authorization) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/fhir/Observation" + query))
                        .header("Authorization", authorization)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String administrator() {
        return "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.US_ASCII));
    }

    private HttpResponse<String> worklist(@Nullable String form, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/dose"))
                .header("Authorization", authorization);
        if (form != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form));
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** The last patient asked about comes first on the page. */
    @Test
    void aPhysicistAcceptsADoseOnTheWorklist() throws Exception {
        List<JsonNode> record = record("MRN-PAGE", true);
        whenMeasured(record);
        assertThat(worklist(null, "none").statusCode()).isEqualTo(401);
        HttpResponse<String> page = worklist(null, administrator());
        assertThat(page.statusCode()).isEqualTo(200);
        Matcher field = Pattern.compile("name=\"(token|patient|subject|place|numbers)\" value=\"([^\"]*)\"")
                .matcher(page.body());
        Map<String, String> fields = new HashMap<>();
        field.results().forEach(found -> fields.putIfAbsent(found.group(1), found.group(2)));
        String form = "act=accept&patient=" + fields.get("patient") + "&subject=" + fields.get("subject") + "&place="
                + fields.get("place") + "&numbers=" + fields.get("numbers");

        assertThat(worklist(form, administrator()).statusCode()).isEqualTo(403);
        assertThat(worklist(form + "&token=" + fields.get("token"), "none").statusCode())
                .isEqualTo(401);
        HttpResponse<String> done = worklist(form + "&token=" + fields.get("token"), administrator());
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(worklist(form + "&token=" + fields.get("token"), administrator())
                        .statusCode())
                .isEqualTo(409);
        assertThat(worklist(
                                form.replace("place=0", "place=1").replace("accept", "refuse") + "&token="
                                        + fields.get("token"),
                                administrator())
                        .body())
                .contains("A refusal needs its reason.");

        JsonNode after = assessment(record);
        assertThat(after.at("/doseArchive/doses").values()).isNotEmpty().allSatisfy(dose -> {
            assertThat(dose.path("accepted").asBoolean()).isTrue();
            assertThat(dose.path("acceptedBy").asString()).isEqualTo("admin");
        });
        assertThat(after.path("caveats").toString()).doesNotContain("DOSE_NOT_ACCEPTED");

        // All patients of this archive have the same objects, so that the decision would hold for the doses of other
        // tests.
        String back =
                form.replace("place=0", "place=1").replace("accept", "withdraw") + "&token=" + fields.get("token");
        assertThat(worklist(back, administrator()).statusCode()).isEqualTo(303);
        assertThat(assessment(record).path("caveats").toString()).contains("DOSE_NOT_ACCEPTED");
    }

    @Test
    void administratorsSearchTheDosesOfAPatient() throws Exception {
        whenMeasured(record("MRN-SERVED", true));
        String admin = administrator();
        String search = "?patient.identifier=urn:mrn%7CMRN-SERVED&patient.birthdate=1964-01-01";

        HttpResponse<String> answer = observations(search, admin);
        assertThat(answer.statusCode()).isEqualTo(200);
        List<JsonNode> found =
                JSON.readTree(answer.body()).path("entry").values().stream().toList();
        assertThat(found)
                .hasSize(3)
                .allMatch(one -> one.at("/resource/status").asString().equals("preliminary"))
                .allMatch(
                        one -> one.at("/resource/partOf/0/reference").asString().equals("Procedure/v01-c1"))
                .allMatch(one ->
                        one.at("/resource/subject/identifier/value").asString().equals("MRN-SERVED"));
        assertThat(observations(search, "none").statusCode()).isEqualTo(401);
        assertThat(observations("", admin).statusCode()).isEqualTo(400);
        assertThat(observations("?patient.identifier=urn:mrn%7CMRN-SERVED&code=1", admin)
                        .statusCode())
                .isEqualTo(400);
        for (String elsewhere : List.of(
                "?patient.identifier=urn:mrn%7Cmrn-served&patient.birthdate=1964-01-01",
                "?patient.identifier=urn:mrn%7CMRN-SERVED")) {
            JsonNode nothing = JSON.readTree(observations(elsewhere, admin).body());
            assertThat(nothing.path("total").asInt()).isZero();
            assertThat(nothing.at("/entry/0/search/mode").asString()).isEqualTo("outcome");
            assertThat(nothing.at("/entry/0/resource/issue/0/diagnostics").asString())
                    .startsWith("Nothing is kept under this identifier and birth date.");
        }
        assertThat(JSON.readTree(answer.body()).path("entry").toString()).doesNotContain("OperationOutcome");
    }

    /** Its PatientID is written otherwise in the record; the archive does not mind, and this service does. */
    @Test
    void anotherSpellingOfTheIdIsAnotherPatient() throws Exception {
        List<JsonNode> record = record("mrn-other", true);
        JsonNode before = assessment(record);
        JsonNode after = whenRead(record);

        assertThat(ARCHIVE.asked()).anyMatch(asked -> asked.contains("PatientID=mrn-other"));
        assertThat(after.at("/doseArchive/state").asString()).isEqualTo("WITHOUT_DOSE");
        assertThat(after.at("/doseArchive/notRead").toString()).contains("OTHER_PATIENT");
        assertThat(withoutArchive(after)).isEqualTo(withoutArchive(before));
    }

    private JsonNode whenRead(List<JsonNode> record) throws Exception {
        for (int look = 0; look < 100; look++) {
            JsonNode assessment = assessment(record);
            if (!assessment.at("/doseArchive/state").asString().equals("BEING_READ")) {
                return assessment;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("The archive was not read.");
    }

    @Test
    void anArchiveThatFailsChangesNoAnswer() throws Exception {
        ARCHIVE.failingToList((exchange, honest) -> FakeArchive.send(exchange, 500, "text/plain", new byte[0]));
        List<JsonNode> record = record("MRN-FAILS", true);
        JsonNode before = assessment(record);
        Thread.sleep(2000);

        JsonNode after = assessment(record);
        assertThat(withoutArchive(after)).isEqualTo(withoutArchive(before));
        assertThat(after.at("/doseArchive/state").asString()).isEqualTo("FAILED");
        assertThat(after.at("/doseArchive/problem").asString()).isEqualTo("NOT_ANSWERED");
        assertThat(JSON.readTree(answer(record).body()).at("/cards/0/detail").asString())
                .contains("could not be read from the archive: it did not answer, or not in time.");
    }

    @Test
    void anArchiveThatHangsHoldsUpNoCall() throws Exception {
        ARCHIVE.failingToList((exchange, honest) -> ARCHIVE.hang());
        for (int times = 0; times < 4; times++) {
            List<JsonNode> record = record("MRN-HANGS-" + times, true);
            long begin = System.nanoTime();
            assessment(record);
            assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
        }
    }
}
