package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The worksheet as a clinician has it in a browser, opened by the link on a card. With {@code -Dpictures.rewrite=true} the
 * pictures of {@code docs/pictures} are written anew.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorksheetIT {

    private static final Path PICTURES = Path.of("docs/pictures");
    private static final int LAPTOP = 1440;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> faults = new ArrayList<>();
    private final List<BrowserContext> windows = new ArrayList<>();
    private Chromium chromium;

    @LocalServerPort
    private int port;

    @BeforeAll
    void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void nothingFailed() {
        windows.forEach(BrowserContext::close);
        assertThat(faults).isEmpty();
    }

    private Page window(int width, ColorScheme scheme) {
        BrowserContext window = chromium.window(width, 900, scheme);
        windows.add(window);
        String own = "http://127.0.0.1:" + port + "/";
        window.route(Pattern.compile(".*"), route -> {
            if (route.request().url().startsWith(own) || route.request().url().startsWith("data:")) {
                route.resume();
            } else {
                faults.add("asks elsewhere: " + route.request().url());
                route.abort();
            }
        });
        return Chromium.page(window, faults);
    }

    /** The link on the dose card of a sample patient, with the record behind it kept. */
    private String link(String patient) throws Exception {
        String request = send(HttpRequest.newBuilder(at("/sample-ehr/requests/" + patient)))
                .body();
        JsonNode answer = JsonMapper.shared()
                .readTree(send(HttpRequest.newBuilder(at("/cds-services/spine-recurrence-order-select"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(request)))
                        .body());
        for (JsonNode card : answer.path("cards")) {
            for (JsonNode link : card.path("links")) {
                return link.path("url").asString();
            }
        }
        throw new AssertionError("No card of " + patient + " has a link.");
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Opens a link; the record behind it is kept beside the answer, so the first look may come too early. */
    private static void open(Page page, String link) {
        page.navigate(link);
        Locator answer = page.locator("#answer");
        Locator gone = page.getByText("There is nothing here any more");
        assertThat(answer.or(gone)).isVisible();
        for (int again = 0; again < 20 && gone.isVisible(); again++) {
            page.reload();
            assertThat(answer.or(gone)).isVisible();
        }
        assertThat(answer).isVisible();
    }

    private static void type(Page page, String label, String text) {
        Locator field = page.locator("#" + label);
        field.fill(text);
        field.press("Tab");
    }

    private void picture(Page page, String name) {
        if (Boolean.getBoolean("pictures.rewrite")) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve(name + ".png"))
                    .setFullPage(true));
        }
    }

    @ParameterizedTest
    @CsvSource({"320,LIGHT", "320,DARK", "768,LIGHT", "1440,LIGHT", "1440,DARK", "1920,LIGHT"})
    void isAccessibleAndFitsEveryWidth(int width, ColorScheme scheme) throws Exception {
        Page page = window(width, scheme);
        open(page, link("v07"));

        Chromium.assertAccessible(page);
        Chromium.assertFitsItsWidth(page);

        type(page, "plan-sac", "12.2");
        assertThat(page.locator("#answer .what-if")).isVisible();
        Chromium.assertAccessible(page);
        Chromium.assertFitsItsWidth(page);
    }

    @Test
    void handleStandsInNoAddressOnceItIsOpen() throws Exception {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        String link = link("v07");
        String handle = link.substring(link.indexOf('#') + 1);
        page.onRequest(request -> assertThat(request.url()).doesNotContain(handle));

        open(page, link);

        assertThat(page.url()).doesNotContain("#");
        page.reload();
        assertThat(page.locator("#answer")).isVisible();
    }

    /** "What if the thecal sac maximum was 12.2 Gy, 6 months later, in 4 fractions?", without a mouse. */
    @Test
    void questionIsAskedByKeyboardAlone() throws Exception {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        open(page, link("v07"));
        assertThat(page.locator("#answer .finding")).containsText("T9");

        tabTo(page, "evaluated");
        retype(page, "2026-09-02");
        tabTo(page, "plan-fractions");
        retype(page, "4");
        tabTo(page, "plan-start");
        retype(page, "2026-09-20");
        tabTo(page, "plan-sac");
        retype(page, "12.2");
        page.keyboard().press("Enter");

        Locator checks = page.locator(".checks");
        assertThat(checks).containsText("15.4 Gy EQD2");
        assertThat(checks).containsText("10 months");
        assertThat(page.locator("#plan-sac-note")).hasText("on file: 14.5 Gy");
        assertThat(page.locator("#said")).containsText("What if:");
        assertThat(page.locator("#plan-sac")).isFocused();
        picture(page, "worksheet-what-if");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Back to what is on file"))
                .first()
                .press("Enter");
        assertThat(page.locator("#answer .what-if")).hasCount(0);
        assertThat(page.locator("#plan-sac")).hasValue("14.5");
        assertThat(page.locator("#plan-sac-note")).hasText("");
    }

    private static void tabTo(Page page, String id) {
        for (int step = 0; step < 200; step++) {
            if (id.equals(page.evaluate("document.activeElement.id"))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("The keyboard does not reach " + id);
    }

    private static void retype(Page page, String text) {
        page.keyboard().press("Control+A");
        page.keyboard().type(text);
    }

    @Test
    void whatCannotBeUnderstoodIsToldBesideItAndNothingIsLost() throws Exception {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        open(page, link("v07"));
        type(page, "plan-fractions", "4");
        assertThat(page.locator("#plan-fractions-note")).hasText("on file: 3");

        // The browser notes the answer 422 as an error of its own.
        type(page, "plan-sac", "12.2 Gy");

        assertThat(page.locator("#plan-sac-note")).containsText("without a unit");
        assertThat(page.locator("#plan-sac")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#plan-sac")).hasValue("12.2 Gy");
        assertThat(page.locator("#plan-fractions")).hasValue("4");
        assertThat(page.locator("#faults")).containsText("1 of the inputs");
        Chromium.assertAccessible(page);
        faults.removeIf(fault -> fault.contains("422"));

        type(page, "plan-sac", "12.2");
        assertThat(page.locator("#plan-sac")).not().hasAttribute("aria-invalid", "true");
        assertThat(page.locator(".checks")).containsText("15.4 Gy EQD2");
    }

    @Test
    void anotherBrowserIsTurnedAway() throws Exception {
        String link = link("v07");
        open(window(LAPTOP, ColorScheme.LIGHT), link);

        Page other = window(LAPTOP, ColorScheme.LIGHT);
        other.navigate(link);

        assertThat(other.getByText("This worksheet is open elsewhere")).isVisible();
        Chromium.assertAccessible(other);
        faults.removeIf(fault -> fault.contains("403"));
    }

    @Test
    void unknownLinkSaysSo() {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        page.navigate(at("/worksheet").toString() + "#" + "A".repeat(43));

        assertThat(page.getByText("There is nothing here any more")).isVisible();
        Chromium.assertAccessible(page);
        faults.removeIf(fault -> fault.contains("404"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v01", "v03", "v05", "v09", "v16", "v18", "v20"})
    void sampleRecordIsShownWithoutAFault(String patient) throws Exception {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        open(page, link(patient));

        Chromium.assertAccessible(page);
        Chromium.assertFitsItsWidth(page);
    }

    @Test
    void picturesAreTaken() throws Exception {
        Page light = window(LAPTOP, ColorScheme.LIGHT);
        open(light, link("v07"));
        picture(light, "worksheet");
        light.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        light.setViewportSize(800, 1100);
        picture(light, "worksheet-print");

        Page dark = window(LAPTOP, ColorScheme.DARK);
        open(dark, link("v09"));
        picture(dark, "worksheet-dark");

        Page phone = window(390, ColorScheme.LIGHT);
        open(phone, link("v07"));
        picture(phone, "worksheet-phone");
    }
}
