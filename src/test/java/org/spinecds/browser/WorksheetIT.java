package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
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
@Tag("full")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorksheetIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final Path PICTURES = Path.of("docs/pictures");
    private static final int LAPTOP = 1440;

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private static Page window(int width, ColorScheme scheme) {
        return chromium.open(width, 900, scheme);
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

    private static void open(Page page, String link) {
        page.navigate(link);
        assertThat(page.locator("#answer")).isVisible();
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

    /** An answer that comes while the next field is being typed asks nothing about the half of it. */
    @Test
    void halfOfATypedTextIsNotAskedFor() throws Exception {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        open(page, link("v07"));
        List<Route> asked = new ArrayList<>();
        page.route("**/worksheet/what-if", asked::add);

        type(page, "plan-fractions", "4");
        type(page, "plan-sac", "12.2");
        page.locator("#plan-start").focus();
        retype(page, "2026-0");
        page.waitForCondition(() -> asked.size() == 1);
        asked.get(0).resume();
        page.waitForCondition(() -> asked.size() == 2);
        asked.get(1).resume();

        assertThat(page.locator("#plan-sac-note")).hasText("on file: 14.5 Gy");
        assertThat(page.locator("#plan-start-note")).hasText("");
        assertThat(page.locator("#plan-start")).hasValue("2026-0");
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

        chromium.isToMeet(422);
        type(page, "plan-sac", "12.2 Gy");

        assertThat(page.locator("#plan-sac-note")).containsText("without a unit");
        assertThat(page.locator("#plan-sac")).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#plan-sac")).hasValue("12.2 Gy");
        assertThat(page.locator("#plan-fractions")).hasValue("4");
        assertThat(page.locator("#faults")).containsText("1 of the inputs");
        Chromium.assertAccessible(page);

        type(page, "plan-sac", "12.2");
        assertThat(page.locator("#plan-sac")).not().hasAttribute("aria-invalid", "true");
        assertThat(page.locator(".checks")).containsText("15.4 Gy EQD2");
    }

    @Test
    void anotherBrowserIsTurnedAway() throws Exception {
        String link = link("v07");
        open(window(LAPTOP, ColorScheme.LIGHT), link);

        Page other = window(LAPTOP, ColorScheme.LIGHT);
        chromium.isToMeet(403);
        other.navigate(link);

        assertThat(other.getByText("This worksheet is open elsewhere")).isVisible();
        Chromium.assertAccessible(other);
    }

    @Test
    void unknownLinkSaysSo() {
        Page page = window(LAPTOP, ColorScheme.LIGHT);
        chromium.isToMeet(404);
        page.navigate(at("/worksheet").toString() + "#" + "A".repeat(43));

        assertThat(page.getByText("There is no worksheet here, or not any more"))
                .isVisible();
        Chromium.assertAccessible(page);
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
