package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a card to its feedback to the administrator's summary (CDS Hooks 2.0.1, Feedback: R100 to R103). */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class FeedbackIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String ITEM =
            """
            {"card": "%s", "outcome": "overridden", "outcomeTimestamp": "%s",
             "overrideReason": {"reason": {"code": "not-now", "system": "http://spinecds.org/fhir/CodeSystem/override-reason"}}}
            """;
    private static final String AT = "2026-03-02T10:05:31Z";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    FeedbackIT(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void r100FeedbackOnACardIsKeptAndCounted() throws Exception {
        String card = shownCard();
        JsonNode before = summary();

        HttpResponse<String> answer = feedback(SERVICE, body(ITEM.formatted(card, AT)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        JsonNode after = summary();
        assertThat(overridden(after)).isEqualTo(overridden(before) + 1);
        assertThat(after.toString()).contains("\"not-now\"").doesNotContain(card);
    }

    @Test
    void r101RepetitionsAndSeveralCardsAreLegal() throws Exception {
        String card = shownCard();
        String item = ITEM.formatted(card, AT);
        String other = ITEM.formatted(shownCard(), AT);
        JsonNode before = summary();

        assertThat(feedback(SERVICE, body(item + "," + item + "," + other)).statusCode())
                .isEqualTo(200);
        assertThat(feedback(SERVICE, body(item)).statusCode()).isEqualTo(200);

        assertThat(overridden(summary())).isEqualTo(overridden(before) + 2);
    }

    @Test
    void ofACardThatWasNeverShownIsNotFoundAndTheRestIsKept() throws Exception {
        String card = shownCard();
        long before = overridden(summary());
        String unknown = ITEM.formatted("00000000-0000-4000-8000-000000000000", AT);

        HttpResponse<String> answer = feedback(SERVICE, body(unknown + "," + ITEM.formatted(card, AT)));

        refused(answer, 404);
        assertThat(answer.body()).contains("1 of the cards named were not shown", "the other 1 was kept");
        assertThat(overridden(summary())).isEqualTo(before + 1);
    }

    @Test
    void toTheWrongServiceIsNotFound() throws Exception {
        String item = body(ITEM.formatted(shownCard(), AT));

        refused(feedback("/cds-services/spine-recurrence-order-sign", item), 404);
        refused(feedback("/cds-services/nobody", item), 404);
    }

    @Test
    void r102AWrongItemIsRefusedAndNothingIsKept() throws Exception {
        String card = shownCard();
        long before = overridden(summary());

        refused(feedback(SERVICE, body(ITEM.formatted(card, AT) + "," + ITEM.formatted(card, "yesterday"))), 400);
        refused(feedback(SERVICE, "{\"feedback\": ["), 400);
        refused(
                send(at(SERVICE + "/feedback")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("x"))),
                415);
        refused(send(at(SERVICE + "/feedback").GET()), 405);

        assertThat(overridden(summary())).isEqualTo(before);
    }

    @Test
    void theSummaryIsForAdministrators() throws Exception {
        refused(send(at("/journal").GET()), 401);
        refused(send(as("admin", "wrong", "/journal").GET()), 401);
        refused(send(as("admin", "demo", "/journal?from=yesterday").GET()), 400);
        assertThat(send(as("admin", "demo", "/actuator/metrics/spinecds.decisions")
                                .GET())
                        .statusCode())
                .isIn(200, 404);
    }

    @Test
    void theSummaryHoldsNothingOfThePatient() throws Exception {
        shownCard();

        JsonNode summary = summary();

        assertThat(summary.path("decisions").asLong()).isPositive();
        assertThat(summary.path("reasons")
                        .path("SPINE_METASTASIS_WITH_PRIOR_TREATMENT")
                        .asLong())
                .isPositive();
        assertThat(summary.path("cards").values())
                .extracting(kind -> kind.path("kind").asString())
                .contains("DOSE_SAFETY", "OPTIONS");
        assertThat(summary.toString()).doesNotContain("v01");
    }

    private long overridden(JsonNode summary) {
        return summary.path("cards").values().stream()
                .mapToLong(kind -> kind.path("overridden").asLong())
                .sum();
    }

    private JsonNode summary() throws Exception {
        HttpResponse<String> answer = send(as("admin", "demo", "/journal").GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private String shownCard() throws Exception {
        String example = Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
        HttpResponse<String> answer =
                send(at(SERVICE).header("Content-Type", "application/json").POST(BodyPublishers.ofString(example)));
        return JsonMapper.shared()
                .readTree(answer.body())
                .path("cards")
                .path(0)
                .path("uuid")
                .asString();
    }

    private static String body(String items) {
        return "{\"feedback\": [" + items + "]}";
    }

    private HttpResponse<String> feedback(String service, String body) throws Exception {
        return send(at(service + "/feedback")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"resourceType\":\"OperationOutcome\"");
    }

    private HttpRequest.Builder as(String name, String password, String path) {
        String credentials =
                Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return at(path).header("Authorization", "Basic " + credentials);
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
