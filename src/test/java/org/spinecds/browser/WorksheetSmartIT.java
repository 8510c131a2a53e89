package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worksheet launched by an EHR as a SMART app, in a browser, with a stand-in for the EHR's authorization server. */
@Tag("full")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spinecds.worksheet.smart.client-id=spine-worksheet")
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorksheetSmartIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Request> asked = new CopyOnWriteArrayList<>();
    private SmartServer ehr;
    private Page page;

    @LocalServerPort
    private int port;

    @BeforeAll
    void start() throws Exception {
        ehr = SmartServer.start();
    }

    @AfterAll
    void stop() {
        if (ehr != null) {
            ehr.close();
        }
    }

    @BeforeEach
    void openWindow() {
        asked.clear();
        page = chromium.open(1440, 900, ColorScheme.LIGHT);
        page.onRequest(asked::add);
    }

    @AfterEach
    void noTokenReachedUs() {
        String own = at("/").toString();
        for (Request request : asked) {
            if (request.url().startsWith(own)) {
                assertThat(request.url() + request.allHeaders() + request.postData())
                        .doesNotContain(SmartServer.TOKEN);
            }
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode links() throws Exception {
        String request =
                send(HttpRequest.newBuilder(at("/sample-ehr/requests/v07"))).body();
        JsonNode answer = JsonMapper.shared()
                .readTree(send(HttpRequest.newBuilder(at("/cds-services/spine-recurrence-order-select"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(request)))
                        .body());
        for (JsonNode card : answer.path("cards")) {
            if (!card.path("links").isEmpty()) {
                return card.path("links");
            }
        }
        throw new AssertionError("No card has a link.");
    }

    private static String launch(String url, String iss) {
        return url + "?iss=" + URLEncoder.encode(iss, StandardCharsets.UTF_8) + "&launch=of-the-card";
    }

    private void assertShowsTheWorksheet() {
        assertThat(page.locator("#answer .finding")).containsText("T9");
    }

    @Test
    void r86AndR87CardCarriesBothLinksAndTheHandleOnTheSmartOneAlone() throws Exception {
        JsonNode links = links();

        assertThat(links.size()).isEqualTo(2);
        JsonNode absolute = links.path(0);
        JsonNode smart = links.path(1);
        assertThat(absolute.path("type").asString()).isEqualTo("absolute");
        assertThat(absolute.has("appContext")).isFalse();
        assertThat(smart.path("type").asString()).isEqualTo("smart");
        assertThat(smart.path("label").asString()).isNotBlank();
        assertThat(smart.path("url").asString())
                .isEqualTo(at("/worksheet/launch").toString());
        assertThat(absolute.path("url").asString())
                .endsWith("/worksheet#" + smart.path("appContext").asString());
    }

    @Test
    void launchFromTheCardShowsTheWorksheetAndForgetsTheToken() throws Exception {
        JsonNode smart = links().path(1);
        ehr.hands(smart.path("appContext").asString());

        page.navigate(launch(smart.path("url").asString(), ehr.fhir()));

        assertShowsTheWorksheet();
        assertThat(page.url()).isEqualTo(at("/worksheet").toString());
        assertThat(ehr.authorized())
                .containsEntry("client_id", "spine-worksheet")
                .containsEntry("scope", "launch openid fhirUser")
                .containsEntry("launch", "of-the-card")
                .containsEntry("aud", ehr.fhir())
                .containsEntry("redirect_uri", at("/worksheet/smart").toString())
                .containsEntry("code_challenge_method", "S256");
        assertThat(ehr.verifierFits()).isTrue();
        assertThat(String.valueOf(page.evaluate("JSON.stringify(sessionStorage)")))
                .contains("worksheet-handle")
                .doesNotContain(SmartServer.TOKEN, "SMART_KEY", "codeVerifier", "tokenResponse");
        assertThat(page.evaluate("localStorage.length")).isEqualTo(0);
    }

    @Test
    void addressOfALaunchSetsNothingElse() throws Exception {
        JsonNode smart = links().path(1);
        ehr.hands(smart.path("appContext").asString());

        page.navigate(launch(smart.path("url").asString(), ehr.fhir())
                + "&clientId=another&fhirServiceUrl=https%3A%2F%2Fevil.example.org");

        assertShowsTheWorksheet();
        assertThat(ehr.authorized()).containsEntry("client_id", "spine-worksheet");
    }

    @Test
    void tokenWithoutAContextOpensNothingAndIsForgotten() {
        ehr.hands(null);

        page.navigate(launch(at("/worksheet/launch").toString(), ehr.fhir()));

        assertThat(page.getByText("Open the worksheet from the card")).isVisible();
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
        assertThat(page.url()).isEqualTo(at("/worksheet/smart").toString());
        Chromium.assertAccessible(page);
    }

    @Test
    void contextThatIsNoHandleOpensNothing() {
        ehr.hands("{\"worksheet\": \"7\"}");

        page.navigate(launch(at("/worksheet/launch").toString(), ehr.fhir()));

        assertThat(page.getByText("Open the worksheet from the card")).isVisible();
    }

    @Test
    void unknownServerIsRefusedAndNotAsked() {
        chromium.isToMeet(404);
        page.navigate(launch(at("/worksheet/launch").toString(), "https://evil.example.org/fhir"));

        assertThat(page.getByText("this service does not know it")).isVisible();
        assertThat(asked).allMatch(request -> request.url().startsWith(at("/").toString()));
    }

    @Test
    void withoutALaunchThePageSendsBackToTheCard() {
        page.navigate(at("/worksheet/launch").toString());

        assertThat(page.getByText("Open the worksheet from the card")).isVisible();
    }

    @Test
    void answerOfNoLaunchOfOursIsRefused() {
        page.navigate(at("/worksheet/smart?code=stolen&state=foreign").toString());

        assertThat(page.getByText("did not let the worksheet open")).isVisible();
        assertThat(asked).allMatch(request -> request.url().startsWith(at("/").toString()));
    }

    @Test
    void launchPagesAloneMayAskTheServersOfTheEhr() throws Exception {
        assertThat(policy("/worksheet/launch")).contains("connect-src 'self' http://127.0.0.1:* http://localhost:*;");
        assertThat(policy("/worksheet/smart")).contains("connect-src 'self' http://127.0.0.1:* http://localhost:*;");
        assertThat(policy("/worksheet")).contains("connect-src 'self';");
    }

    private String policy(String path) throws Exception {
        return send(HttpRequest.newBuilder(at(path)))
                .headers()
                .firstValue("Content-Security-Policy")
                .orElse("");
    }
}
