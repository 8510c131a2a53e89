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
import org.junit.jupiter.api.Test;
import org.spinecds.content.Content;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A site that knows only its own codes reaches, by its ConceptMaps, the assessment of the same record in standard codes. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spinecds.local-codes=fhir-profiles/site-example/concept-maps")
@ActiveProfiles("demo")
class LocalCodesIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path SITE = Path.of("fhir-profiles/site-example");
    private static final Path STANDARD = Path.of("src/test/resources/site-example-in-standard-codes.json");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private final JdbcClient database;

    LocalCodesIT(@LocalServerPort int port, @Autowired JdbcClient database) {
        this.port = port;
        this.database = database;
    }

    @Test
    void theSiteReachesTheAssessmentOfTheStandardRecord() throws Exception {
        JsonNode standard = JSON.readTree(Files.readString(STANDARD));
        JsonNode local = JSON.readTree(Files.readString(SITE.resolve("record.json")));

        JsonNode ofTheSite = assessment(local);
        assertThat(ofTheSite.path("derived").path("sinsClass").isMissingNode()).isFalse();
        assertThat(ofTheSite).isEqualTo(assessment(standard.path("record")));
    }

    @Test
    void theRecordOfTheSiteHoldsNoStandardCodeOfWhatIsMapped() throws Exception {
        String record = Files.readString(SITE.resolve("record.json"));

        assertThat(record).doesNotContain("spinecds.org/fhir/CodeSystem", "89247-1", "1217123003");
    }

    @Test
    void thePrefetchAsksForTheCodesOfTheSiteToo() throws Exception {
        HttpResponse<String> discovery = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cds-services"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(discovery.body())
                .contains("http://hospital.example.org/flowsheet|FS-", "http://hospital.example.org/dose|DVH-");
    }

    /** Which maps were in force is kept with each decision: a changed map changes decisions. */
    @Test
    void theJournalKeepsTheVersionOfTheContentWithTheMapsOfTheSite() throws Exception {
        assessment(JSON.readTree(Files.readString(SITE.resolve("record.json"))));
        Content content = Content.at(null);
        List<String> maps = new ArrayList<>();
        for (String map : List.of("codes.json", "texts.json")) {
            maps.add(Files.readString(SITE.resolve("concept-maps").resolve(map)));
        }

        assertThat(database.sql("select content_version from decision order by decided_at desc fetch first row only")
                        .query(String.class)
                        .single())
                .isEqualTo(content.version(maps))
                .isNotEqualTo(content.version(List.of()));
    }

    private JsonNode assessment(JsonNode record) throws Exception {
        List<JsonNode> resources = new ArrayList<>();
        record.path("entry").forEach(entry -> resources.add(entry.path("resource")));
        try (RecordServer ehr = new RecordServer(resources)) {
            ObjectNode request = (ObjectNode) JSON.readTree(Files.readString(SITE.resolve("request.json")));
            request.put("fhirServer", ehr.base());
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + port + "/cds-services/spine-recurrence-order-select"))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(request.toString()))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body()).path("extension").path("org.spinecds.assessment");
        }
    }
}
