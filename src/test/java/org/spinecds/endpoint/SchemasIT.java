package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.Schemas;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** The schemas are published, the discovery answer is of its schema, and the schemas refuse what the specification does. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class SchemasIT {

    private static final String CARD =
            """
            {"cards": [{"uuid": "4e0a3a1e-3283-4575-ab82-028d55fe2719", "summary": "A finding", "indicator": "info",
              "source": {"label": "A source", "topic": {"system": "s", "code": "c"}}%s}]}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    SchemasIT(@LocalServerPort int port) {
        this.port = port;
    }

    @ParameterizedTest
    @ValueSource(strings = {"discovery", "request", "response", "feedback"})
    void eachIsPublished(String name) throws Exception {
        HttpResponse<String> answer = get("/schemas/" + name);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/schema+json");
        assertThat(answer.body())
                .isEqualTo(Files.readString(Path.of("src/service/main/resources/schemas", name + ".json")));
    }

    @Test
    void anotherIsNotFound() throws Exception {
        assertThat(get("/schemas/application").statusCode()).isEqualTo(404);
        assertThat(get("/schemas/..%2Fapplication").statusCode()).isIn(400, 404);
    }

    @Test
    void r8ToR11TheDiscoveryAnswerConforms() throws Exception {
        String body = get("/cds-services").body();

        Schemas.assertConforms("discovery", body);
        assertThat(body).contains("spine-recurrence-order-select");
    }

    @Test
    void aCardOfTheRightShapeConforms() {
        Schemas.assertConforms("response", CARD.formatted(""));
        Schemas.assertConforms("response", "{\"cards\": []}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", \"detail\": \"\"",
                ", \"detail\": null",
                ", \"links\": []",
                ", \"links\": [{\"label\": \"l\", \"url\": \"relative\", \"type\": \"absolute\"}]",
                ", \"links\": [{\"label\": \"l\", \"url\": \"https://a\", \"type\": \"absolute\", \"appContext\": \"x\"}]",
                ", \"suggestions\": [{\"label\": \"l\"}]",
                ", \"suggestions\": [{\"label\": \"l\"}], \"selectionBehavior\": \"all\"",
                ", \"suggestions\": [{\"label\": \"l\", \"actions\": [{\"type\": \"create\"}]}], \"selectionBehavior\": \"any\"",
                ", \"overrideReasons\": [{\"system\": \"s\", \"code\": \"c\"}]",
                ", \"extension\": {\"notReversed\": 1}",
                ", \"extension\": {\"org.spinecds.card\": {\"kind\": null}}",
                ", \"colour\": \"red\""
            })
    void r2AndR66ToR89AWrongCardDoesNot(String members) {
        assertThat(Schemas.faults("response", CARD.formatted(members))).isNotEmpty();
    }

    @Test
    void r66ALongSummaryDoesNot() {
        assertThat(Schemas.faults("response", CARD.formatted("").replace("A finding", "x".repeat(140))))
                .isNotEmpty();
        assertThat(Schemas.faults("response", CARD.formatted("").replace("A finding", "x".repeat(139))))
                .isEmpty();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .GET()
                        .build(),
                BodyHandlers.ofString());
    }
}
