package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.WorkedCases;
import org.spinecds.workbench.ContentCopy;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The workbench as an informaticist has it in a browser: a content in a folder of its own, with a handful of cases, that
 * is played, changed, refused, taken into force and rolled back.
 */
@Tag("full")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkbenchPageIT {

    private static final Path CALL =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/third-course/request.json");
    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";
    private static final String CASE = "cql/input/tests/SpineRecurrenceAssessment/H011.json";
    private static final String SCOPE = "cds-hooks/cards/SCOPE.md";

    /** What is in force only after a translation, with other cores busy. */
    private static final LocatorAssertions.IsVisibleOptions IN_TIME =
            new LocatorAssertions.IsVisibleOptions().setTimeout(180_000);

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final ContentCopy CONTENT = inAFolderOfItsOwn();

    @LocalServerPort
    private int port;

    private static ContentCopy inAFolderOfItsOwn() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "workbench-page");
            return ContentCopy.in(folder, List.of("G009", "H011"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void contentInAFolder(DynamicPropertyRegistry properties) {
        properties.add("spinecds.content", () -> CONTENT.folder().toString());
    }

    @AfterEach
    void putTheFolderRight() throws IOException {
        for (String path : List.of(SETTINGS, SCOPE)) {
            Files.writeString(CONTENT.folder().resolve(path), Files.readString(Path.of(path)));
        }
        Files.writeString(CONTENT.folder().resolve(CASE), Files.readString(WorkedCases.file("H011")));
    }

    private Page opened(int width, ColorScheme scheme) {
        Page page = chromium.open(width, 900, scheme);
        String administrator = Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
        page.setExtraHTTPHeaders(Map.of("Authorization", "Basic " + administrator));
        page.navigate("http://127.0.0.1:" + port + "/workbench");
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static void play(Page page, String filter) {
        page.getByLabel("Only cases with this in their id or title").fill(filter);
        button(page, "Play the cases").click();
    }

    private static Locator badge(Page page, String text) {
        return page.locator("#state .badge").getByText(text, new Locator.GetByTextOptions().setExact(true));
    }

    /** What came of playing cases, told in one word. */
    private static void assertPlayed(Page page, String word) {
        assertThat(page.locator("#played .badge"))
                .hasText(word, new LocatorAssertions.HasTextOptions().setTimeout(180_000));
    }

    @Test
    void aRecordIsTriedAndItsAnswerIsExplained() throws Exception {
        Page page = opened(1280, ColorScheme.LIGHT);

        assertThat(badge(page, "in force")).isVisible();
        page.getByLabel("A Bundle, a call with its prefetch").fill(Files.readString(CALL));
        page.getByLabel("Explain", new Page.GetByLabelOptions().setExact(true)).selectOption("Governing Level");
        button(page, "Evaluate and explain").click();

        Locator answer = page.locator("#evaluated");
        assertThat(answer.getByText("Why: Governing Level")).isVisible(IN_TIME);
        assertThat(answer.getByText("SUMMARY").first()).isVisible();
        Chromium.assertAccessible(page);
    }

    @Test
    void theCasesArePlayedAndTheCoverageIsPainted() {
        Page page = opened(1280, ColorScheme.LIGHT);

        play(page, "h011");

        Locator played = page.locator("#played");
        assertPlayed(page, "Passed");
        assertThat(played.getByText(", 0 otherwise")).isVisible();
        assertThat(played).not().containsText("0.0 % of defines");
        Locator library = played.locator("details")
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("SpineRecurrenceConstraints: \\d+ of")));
        library.locator("summary").click();
        assertThat(library.locator(".through").first()).isVisible();
        assertThat(library.locator(".never").first()).isVisible();
        assertThat(library.locator(".never").first().textContent()).startsWith("never gone through: ");
        Chromium.assertAccessible(page);

        play(page, "no such case");
        assertThat(played.getByText("No case has no such case in its id or title."))
                .isVisible(IN_TIME);
    }

    @Test
    void aCaseThatIsOtherwiseShowsWhatWasExpectedAndGotAndIsExplained() throws Exception {
        Page page = opened(1280, ColorScheme.LIGHT);
        CONTENT.change(CASE, "\"governingLevel\": \"T8\"", "\"governingLevel\": \"L9\"");

        play(page, "H011");

        Locator played = page.locator("#played");
        assertPlayed(page, "Failed");
        assertThat(played.getByRole(AriaRole.CELL, new Locator.GetByRoleOptions().setName("governingLevel")))
                .isVisible();
        assertThat(played.getByRole(AriaRole.CELL, new Locator.GetByRoleOptions().setName("L9")))
                .isVisible();
        Chromium.assertAccessible(page);
        button(page, "Why: explain H011").click();
        assertThat(page.locator("#evaluated").getByText("H011:").first()).isVisible(IN_TIME);
    }

    @Test
    void aRefusedChangeShowsItsCasesWithoutTheReaderAskingAndAGoodOneIsRolledBack() throws Exception {
        Page page = opened(1440, ColorScheme.LIGHT);
        String first = page.locator("#state tbody code").first().textContent();

        CONTENT.change(SETTINGS, "cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 68.0");

        assertThat(badge(page, "Refused")).isVisible(IN_TIME);
        assertThat(page.locator("#state .findings")).containsText("expected 70.0, got 68.0");
        assertThat(page.locator("#state")).containsText("Version " + first + " goes on answering");
        Chromium.assertAccessible(page);
        play(page, "H011");
        assertPlayed(page, "Passed");
        page.locator("#played details summary").nth(1).click();
        page.setViewportSize(1440, 1500);
        page.evaluate("window.scrollTo(0, 0)");
        Pictures.keep("workbench", page.screenshot());
        putTheFolderRight();
        CONTENT.change(SCOPE, "\n---\n", "\n---\nOther words. ");

        assertThat(button(page, "Roll back to " + first)).isVisible(IN_TIME);
        assertThat(badge(page, "In force")).isVisible(IN_TIME);
        Chromium.assertAccessible(page);
        page.waitForRequestFinished(
                new Page.WaitForRequestFinishedOptions()
                        .setPredicate(request -> request.url().endsWith("/workbench")),
                () -> button(page, "Roll back to " + first).click());

        assertThat(page.locator("#state tbody tr").first()).containsText(first);
        assertThat(page.locator("#state tbody tr").first()).containsText("in force");
    }

    @Test
    void anOptionIsSuspendedWithAReasonIsListedAndIsLifted() {
        Page page = opened(1280, ColorScheme.LIGHT);
        Locator section = page.locator("#suspensions");
        assertThat(section.getByText("Nothing is suspended.")).isVisible();
        section.getByText("Suspend something").click();
        page.getByLabel("What", new Page.GetByLabelOptions().setExact(true)).selectOption("OPTION SBRT");
        page.getByLabel("Why, as clinicians will read it").fill(" ");
        button(page, "Suspend it now").click();
        assertThat(page.locator("#refused")).containsText("A reason is needed");
        page.getByLabel("Why, as clinicians will read it").fill("Wrong for the <cauda> equina, being mended");
        Chromium.assertAccessible(page);

        button(page, "Suspend it now").click();

        assertThat(section.getByRole(AriaRole.ROW, new Locator.GetByRoleOptions().setName("SBRT")))
                .containsText("Wrong for the <cauda> equina, being mended");
        section.getByText("Suspend something").click();
        Chromium.assertAccessible(page);
        Pictures.keep(
                "workbench-suspended",
                page.locator("section[aria-labelledby=suspensions-title]").screenshot());
        button(page, "Lift SBRT").click();
        assertThat(section.getByText("Nothing is suspended.")).isVisible();
    }

    @ParameterizedTest
    @CsvSource({"320, LIGHT", "320, DARK", "1440, LIGHT", "1440, DARK"})
    void itFitsAndIsReadableWhateverTheWidthAndTheColours(int width, ColorScheme scheme) throws Exception {
        Page page = opened(width, scheme);
        CONTENT.change(SETTINGS, "cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 70.0 Gy of");
        assertThat(badge(page, "Refused")).isVisible(IN_TIME);
        play(page, "H011");
        assertPlayed(page, "Passed");
        page.locator("#played details summary").nth(1).click();
        page.getByText("Suspend something").click();

        Chromium.assertFitsItsWidth(page);
        Chromium.assertAccessible(page);
    }
}
