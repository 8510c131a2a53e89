package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
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

    private final List<String> faults = new ArrayList<>();
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

    @Test
    void aRecordIsTriedAndItsAnswerIsExplained() throws Exception {
        BrowserContext window = chromium.window(1280, 900, ColorScheme.LIGHT);
        String administrator = Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
        window.setExtraHTTPHeaders(Map.of("Authorization", "Basic " + administrator));
        Page page = Chromium.page(window, faults);
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
        assertThat(faults).isEmpty();
        window.close();
    }
}
