package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
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

    @Test
    void thePageNamesTheVersionInForceAndEscapesWhatItShows() throws Exception {
        HttpResponse<String> page = send("/workbench", null);
        HttpResponse<String> wrong = send("/workbench/evaluate", "record=%7B%22hook%22%3A%22%3Cb%3E%22%7D");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'");
        assertThat(page.body()).contains("in force", "Nothing has changed since the start");
        assertThat(wrong.body())
                .contains("no service for the hook", "&lt;b&gt;")
                .doesNotContain("<b>");
    }

    @Test
    void aCallIsEvaluatedAndExplained() throws Exception {
        String call =
                Files.readString(Path.of("cds-hooks/examples/spine-recurrence-order-select/third-course/request.json"));

        HttpResponse<String> answer = send(
                "/workbench/evaluate",
                "expression=Governing+Level&depth=8&record=" + URLEncoder.encode(call, StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("SUMMARY", "alpha/beta 2", "Governing Level", "SpineRecurrenceIndexLevels");
    }

    @Test
    void aFormOfAnotherSiteIsRefused() throws Exception {
        HttpRequest forged = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/workbench/rollback-form"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", administrator())
                .POST(BodyPublishers.ofString("version="))
                .build();

        assertThat(http.send(forged, BodyHandlers.discarding()).statusCode()).isBetween(400, 499);
    }

    @Test
    void anOverrideNeedsAReasonAndAVersionThatWasRefused() throws Exception {
        HttpResponse<String> withoutReason = override("/workbench/override", "{}", administrator());
        HttpResponse<String> ofNothing = override("/workbench/override", "{\"reason\": \"urgent\"}", administrator());
        HttpResponse<String> unproposed = override("/workbench/override/confirm", "{}", administrator());

        assertThat(withoutReason.statusCode()).isEqualTo(409);
        assertThat(withoutReason.body()).contains("needs a reason");
        assertThat(ofNothing.statusCode()).isEqualTo(409);
        assertThat(ofNothing.body()).contains("No such version may be overridden");
        assertThat(unproposed.statusCode()).isEqualTo(409);
        assertThat(unproposed.body()).contains("No override of such a version was proposed");
        assertThat(send("/workbench/override-form", "version=&reason=").body()).contains("needs a reason");
        assertThat(send("/workbench/override-confirm-form", "version=").body()).contains("No override");
        assertThat(override("/workbench/override", "{}", "").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> override(String path, String body, String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String path, @Nullable String form) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", administrator());
        if (form != null) {
            request.header("HX-Request", "true")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form));
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String administrator() {
        return "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> validate(String body, String mediaType) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/workbench/validate"))
                        .header("Content-Type", mediaType)
                        .header("Authorization", administrator())
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
