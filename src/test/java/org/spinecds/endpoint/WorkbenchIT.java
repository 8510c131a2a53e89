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

/** A record held against the profiles over HTTP, by an administrator alone. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spinecds.hooks.max-body=200KB")
@ActiveProfiles("demo")
class WorkbenchIT {

    private static final Path EXAMPLES = Path.of("fhir-profiles/examples");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    WorkbenchIT(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void aRecordIsAnsweredWithWhatToMend() throws Exception {
        HttpResponse<String> answer = validate(
                Files.readString(EXAMPLES.resolve("invalid/course-without-unit.json")), "application/fhir+json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/fhir+json");
        assertThat(answer.body())
                .contains("OperationOutcome", "spinecds-course-dose-unit", "Procedure/course-without-unit");
    }

    @Test
    void whatIsNoRecordIsRefused() throws Exception {
        assertThat(validate("{", "application/json").statusCode()).isEqualTo(400);
        assertThat(validate("{}", "application/json").statusCode()).isEqualTo(400);
        assertThat(validate("<Bundle/>", "application/xml").statusCode()).isEqualTo(415);
        assertThat(validate(" ".repeat(300_000), "application/json").statusCode())
                .isEqualTo(413);
    }

    @Test
    void othersAreTurnedAway() throws Exception {
        HttpRequest anonymous = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/workbench/validate"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();

        assertThat(http.send(anonymous, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> validate(String body, String mediaType) throws Exception {
        String administrator = Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/workbench/validate"))
                        .header("Content-Type", mediaType)
                        .header("Authorization", "Basic " + administrator)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
