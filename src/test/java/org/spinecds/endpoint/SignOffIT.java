package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.spinecds.content.Content;
import org.spinecds.guideline.SignOff;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A site has signed one decision, signed another in an older version, and misspelt a third: page, metric and cards say so. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spinecds.sign-off.on-cards=true")
@ActiveProfiles("demo")
class SignOffIT {

    private static final Path CALL =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json");
    private static final List<SignOff.Decision> DECISIONS =
            SignOff.of(Content.at(null), null).decisions();
    private static final SignOff.Decision SIGNED = DECISIONS.get(0);
    private static final SignOff.Decision TAKEN_BACK = DECISIONS.get(1);
    private static final int UNSIGNED = DECISIONS.size() - 1;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    SignOffIT(@LocalServerPort int port) {
        this.port = port;
    }

    @DynamicPropertySource
    static void registerOfTheSite(DynamicPropertyRegistry settings) throws IOException {
        Path register = Files.writeString(
                Files.createTempFile(Path.of("target"), "sign-off", ".csv"),
                """
                id,signed_by,signed_on,content_version
                %s,Dr Ada,2026-11-29,%s
                %s,Dr Bela,2026-11-28,000000000000
                DEC-MISSPELT,Dr Ada,2026-11-29,000000000000
                """
                        .formatted(SIGNED.id(), SIGNED.version(), TAKEN_BACK.id()));
        settings.add("spinecds.sign-off.register", register::toString);
    }

    @Test
    void thePageListsTheDecisionsToSignWithTheirVersionAndWhatElseWasPossible() throws Exception {
        String page = get("/workbench");

        assertThat(page)
                .contains("the rules take a decision: " + DECISIONS.size() + " in the version in force")
                .contains("<strong>" + UNSIGNED + " of them are not signed off.</strong>")
                .contains("signs decisions that the rules do not take: DEC-MISSPELT.")
                .contains("changed since Dr Bela signed it on 2026-11-28")
                .contains("<code>" + TAKEN_BACK.version() + "</code>")
                .contains("<td>" + TAKEN_BACK.alternatives() + "</td>")
                .doesNotContain("<strong>" + SIGNED.id() + "</strong>");
    }

    @Test
    void theMetricCountsThem() throws Exception {
        assertThat(get("/actuator/prometheus"))
                .containsPattern("(?m)^spinecds_decisions_unsigned(\\{.*})? " + UNSIGNED + "\\.0$");
    }

    @Test
    void theSourceLineOfEveryCardCountsThem() throws Exception {
        HttpRequest call = HttpRequest.newBuilder(address("/cds-services/spine-recurrence-order-select"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofFile(CALL))
                .build();

        JsonNode cards = JsonMapper.shared()
                .readTree(http.send(call, BodyHandlers.ofString()).body())
                .path("cards");

        assertThat(cards).hasSizeGreaterThan(1).allSatisfy(card -> assertThat(
                        card.at("/source/label").asString())
                .endsWith(" · " + UNSIGNED + " decisions not signed off"));
    }

    private String get(String path) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(path))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
