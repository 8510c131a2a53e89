package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The content as FHIR resources and operations, for administrators. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class FhirOperationsIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ASSESSMENT = "/fhir/Library/SpineRecurrenceAssessment";

    private static final String ADMINISTRATOR =
            "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    FhirOperationsIT(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void resourcesAreReadAndFound() throws Exception {
        assertThat(json("/fhir/metadata").path("resourceType").asString()).isEqualTo("CapabilityStatement");
        assertThat(json(ASSESSMENT).path("name").asString()).isEqualTo("SpineRecurrenceAssessment");
        assertThat(json("/fhir/PlanDefinition").path("total").asInt()).isGreaterThan(4);
        assertThat(json("/fhir/ValueSet?url=http://spinecds.org/fhir/ValueSet/spine-imaging")
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(json("/fhir/StructureDefinition").path("total").asInt()).isPositive();
        assertThat(send("/fhir/Library/Nothing", null).statusCode()).isEqualTo(404);
        assertThat(send("/fhir/Patient", null).statusCode()).isEqualTo(404);
    }

    @Test
    void othersAreTurnedAway() throws Exception {
        HttpRequest anonymous = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + ASSESSMENT))
                .build();

        assertThat(http.send(anonymous, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
    }

    /** H011 expects this budget at T8. */
    @Test
    void aLibraryIsEvaluatedOverARecord() throws Exception {
        JsonNode worked = JSON.readTree(Files.readString(WorkedCases.file("H011")));
        ObjectNode data = (ObjectNode) worked.path("record").deepCopy();
        worked.at("/request/context/draftOrders/entry")
                .forEach(entry -> data.withArray("entry").add(entry));
        ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
        parameters
                .putArray("parameter")
                .add(JSON.createObjectNode().put("name", "expression").put("valueString", "Governing Level"))
                .add(JSON.createObjectNode()
                        .put("name", "evaluationDateTime")
                        .put(
                                "valueDateTime",
                                worked.at("/request/extension/org.spinecds.explain/evaluationDate")
                                                .asString()
                                        + "T12:00:00Z"))
                .add(JSON.createObjectNode().put("name", "data").set("resource", data));

        HttpResponse<String> answer = send(ASSESSMENT + "/$evaluate", parameters.toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/parameter/0/valueString").asString())
                .isEqualTo(worked.at("/expected/governingLevel").asString("T8"));
        assertThat(send(ASSESSMENT + "/$evaluate", "{\"resourceType\": \"Parameters\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    /** What is not fetched is not there for the rules; what is fetched for nothing costs the EHR. */
    @Test
    void thePrefetchAsksForTheTypesThatTheRulesRetrieve() throws Exception {
        Set<String> retrieved = new TreeSet<>();
        json(ASSESSMENT + "/$data-requirements")
                .path("dataRequirement")
                .forEach(need -> retrieved.add(need.path("type").asString()));
        JsonNode service =
                JSON.readTree(Files.readString(Path.of("cds-hooks/services/spine-recurrence-order-select.json")));
        Set<String> fetched = new TreeSet<>();
        service.path("prefetch")
                .forEach(template -> fetched.add(template.asString().split("[/?]", 2)[0]));

        assertThat(fetched).isEqualTo(retrieved).doesNotContain("Task");
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = send(path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** As clients send it that escape nothing; the client of the JDK refuses to. */
    @Test
    void aBarInAQueryNeedsNoEscape() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET /fhir/Nothing?url=http://example.org/a|1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    + "Authorization: " + ADMINISTRATOR + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 404").contains("\"resourceType\":\"OperationOutcome\"");
        }
    }

    private HttpResponse<String> send(String path, @Nullable String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", ADMINISTRATOR);
        if (body != null) {
            request.header("Content-Type", "application/fhir+json").POST(BodyPublishers.ofString(body));
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
