package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.spinecds.call.DecisionSupport;
import org.spinecds.card.HookResponse;
import org.spinecds.patientdata.PatientDataUnavailable;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spinecds.fhir.allowed-servers=https://ehr.example.org/fhir",
            "spinecds.hooks.max-body=20KB",
            "spinecds.cors.allowed-origins=https://ehr.example.org"
        })
@Import(CdsServicesIT.FakeDecisionSupport.class)
class CdsServicesIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String CALL =
            """
            {"hook": "order-select", "hookInstance": "i", "context": {"userId": "Practitioner/1", "patientId": "p1",
             "selections": [], "draftOrders": {"resourceType": "Bundle"}}}
            """;

    /** What the rest of the path says to a user of the EHR, by the user's id. */
    @TestConfiguration(proxyBeanMethods = false)
    static class FakeDecisionSupport {

        @Bean
        @Primary
        DecisionSupport fakeDecisionSupport() {
            return (guideline, service, request) -> switch (request.userId()) {
                case "Practitioner/unavailable" ->
                    throw new PatientDataUnavailable(Map.of("procedures", "answered 500"));
                case "Practitioner/fault" -> throw new IllegalStateException("Jane Doe, token very-secret");
                case "Practitioner/explained" -> new HookResponse(List.of(), withEmptyElements());
                default -> new HookResponse(List.of(), Map.of());
            };
        }

        private static Map<String, Object> withEmptyElements() {
            Map<String, Object> assessment = new HashMap<>();
            assessment.put("flags", List.of());
            assessment.put("missing", null);
            assessment.put("levels", Map.of("T8", Map.of()));
            assessment.put("cards", false);
            return Map.of("org.spinecds.assessment", assessment);
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    CdsServicesIT(@LocalServerPort int port) {
        this.port = port;
    }

    @Nested
    class Discovery {

        @Test
        void listsTheServicesWithoutWhatIsInternal() throws Exception {
            HttpResponse<String> answer = send(at("/cds-services").GET());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(mediaType(answer)).isEqualTo("application/json");
            assertThat(answer.body())
                    .contains("\"id\":\"spine-recurrence-order-select\"", "\"prefetch\"", "usageRequirements")
                    .doesNotContain("library", "Cards For Signing", "null");
        }

        @Test
        void isThereWhateverTheCallerAccepts() throws Exception {
            assertThat(send(at("/cds-services").header("Accept", "text/html").GET())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Nested
    class ACall {

        @Test
        void isAnsweredWithCards() throws Exception {
            HttpResponse<String> answer = call(CALL);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(mediaType(answer)).isEqualTo("application/json");
            assertThat(answer.body()).isEqualTo("{\"cards\":[]}");
        }

        @Test
        void isAnsweredWithoutEmptyElements() throws Exception {
            assertThat(call(CALL.replace("Practitioner/1", "Practitioner/explained"))
                            .body())
                    .isEqualTo("{\"cards\":[],\"extension\":{\"org.spinecds.assessment\":{\"cards\":false}}}");
        }

        @Test
        void thatIsWrongIsAnswered400() throws Exception {
            refused(call("{"), 400);
            refused(call(CALL.replace("order-select", "order-sign")), 400);
            refused(call(""), 400);
        }

        @Test
        void ofAnUnknownServiceIsAnswered404() throws Exception {
            refused(send(at("/cds-services/other").POST(BodyPublishers.ofString(CALL))), 404);
            refused(send(at("/elsewhere").GET()), 404);
        }

        @Test
        void withAnotherMethodIsAnswered405() throws Exception {
            HttpResponse<String> answer = send(at(SERVICE).GET());

            refused(answer, 405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
            refused(send(at(SERVICE).DELETE()), 405);
        }

        @Test
        void inAnotherMediaTypeIsAnswered415() throws Exception {
            refused(send(at(SERVICE).setHeader("Content-Type", "text/plain").POST(BodyPublishers.ofString(CALL))), 415);
        }

        @Test
        void thatIsTooLargeIsAnswered413() throws Exception {
            String large = CALL + " ".repeat(30_000);

            refused(call(large), 413);
            refused(send(at(SERVICE).POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large)))), 413);
        }

        @Test
        void withoutThePatientsDataIsAnswered412() throws Exception {
            HttpResponse<String> answer = call(CALL.replace("Practitioner/1", "Practitioner/unavailable"));

            refused(answer, 412);
            assertThat(answer.body()).contains("procedures");
        }

        @Test
        void thatFailsIsAnswered500AndTellsNothing() throws Exception {
            HttpResponse<String> answer = call(CALL.replace("Practitioner/1", "Practitioner/fault"));

            refused(answer, 500);
            assertThat(answer.body()).doesNotContain("Jane", "very-secret", "IllegalState", "org.spinecds");
        }
    }

    @Nested
    class ABrowser {

        @Test
        void ofAnAllowedOriginIsLetThrough() throws Exception {
            HttpResponse<String> preflight = preflight("https://ehr.example.org");

            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://ehr.example.org");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValue("authorization, content-type");
        }

        @Test
        void ofAnotherOriginIsRefused() throws Exception {
            refused(preflight("https://evil.example.org"), 403);
        }

        private HttpResponse<String> preflight(String origin) throws Exception {
            return send(at(SERVICE)
                    .header("Origin", origin)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "authorization, content-type")
                    .method("OPTIONS", BodyPublishers.noBody()));
        }
    }

    @Test
    void readinessIsToldAndNothingElseOfTheMachinery() throws Exception {
        assertThat(send(at("/actuator/health/readiness").GET()).body()).contains("UP");
        refused(send(at("/actuator/env").GET()), 401);
        refused(send(at("/actuator/metrics").GET()), 401);
        refused(send(at("/journal").GET()), 401);
    }

    @Test
    void nothingOfTheDemoIsServedWithoutItsProfile() throws Exception {
        for (String path : List.of("/", "/demo/index.html", "/demo/demo.js", "/sample-ehr/requests")) {
            refused(send(at(path).GET()), 404);
        }
    }

    private static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(mediaType(answer)).isEqualTo("application/fhir+json");
        assertThat(answer.body())
                .contains("\"resourceType\":\"OperationOutcome\"", "\"diagnostics\"")
                .doesNotContain("Exception", "\tat ");
    }

    private static String mediaType(HttpResponse<String> answer) {
        return Optional.of(answer)
                .flatMap(it -> it.headers().firstValue("Content-Type"))
                .orElse("");
    }

    private HttpResponse<String> call(String body) throws Exception {
        return send(at(SERVICE).POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
