package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

/** The workbench as an informaticist has it in a browser: a record tried, and why it was answered so. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkbenchPageIT {

    private static final Path CALL =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/third-course/request.json");

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @LocalServerPort
    private int port;

    @Test
    void aRecordIsTriedAndItsAnswerIsExplained() throws Exception {
        Page page = chromium.open(1280, 900, ColorScheme.LIGHT);
        String administrator = Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
        page.setExtraHTTPHeaders(Map.of("Authorization", "Basic " + administrator));
        page.navigate("http://127.0.0.1:" + port + "/workbench");

        assertThat(page.getByText("in force", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        page.getByLabel("A Bundle, a call with its prefetch").fill(Files.readString(CALL));
        page.getByLabel("Explain").selectOption("Governing Level");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Evaluate and explain"))
                .click();

        Locator answer = page.locator("#evaluated");
        assertThat(answer.getByText("Why: Governing Level")).isVisible();
        assertThat(answer.getByText("DOSE_SAFETY").first()).isVisible();
        Chromium.assertAccessible(page);
    }
}
