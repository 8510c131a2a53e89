package org.spinecds.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The system's Chromium, as Debian's package {@code chromium} brings it. Where there is none, the tests that need it say
 * so and are skipped. Faults of a page's scripts, files it could not load and calls to another machine fail the test that
 * met them, but for the answers it says it is to meet ({@link #isToMeet}).
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    static final Path PROGRAM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));

    /** What the browser says of a request it gave up itself, as when its page is left or closed before the answer came. */
    private static final String GIVEN_UP = "net::ERR_ABORTED";

    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> meant = new ArrayList<>();
    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    @Override
    public void beforeAll(ExtensionContext test) {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM),
                "There is no " + PROGRAM + ": install the Debian package chromium, or name another with -Dchromium.");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A window of its own, in CSS pixels, with one page; it is closed when the test ends. */
    Page open(int width, int height, ColorScheme scheme) {
        BrowserContext window = Objects.requireNonNull(browser)
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme)
                        .setLocale("en-GB"));
        windows.add(window);
        Page page = window.newPage();
        page.onPageError(faults::add);
        page.onDialog(dialog -> faults.add("dialog: " + dialog.message()));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add(message.text());
            }
        });
        page.onRequestFailed(request -> {
            if (!GIVEN_UP.equals(request.failure())) {
                faults.add("not loaded: " + request.url() + ", " + request.failure());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith("http://127.0.0.1:") && !request.url().startsWith("data:")) {
                faults.add("off this machine: " + request.url());
            }
        });
        return page;
    }

    /** The test is to meet answers of this HTTP status, which the browser notes as errors of its own, when it likes. */
    void isToMeet(int status) {
        meant.add("status of " + status);
    }

    /** Something the test saw and should not have. */
    void fault(String what) {
        faults.add(what);
    }

    /** Closes the windows; what went wrong in them fails the test, and no test after it. */
    @Override
    public void afterEach(ExtensionContext test) {
        windows.forEach(BrowserContext::close);
        List<String> wrong = faults.stream()
                .filter(fault -> meant.stream().noneMatch(fault::contains))
                .toList();
        windows.clear();
        faults.clear();
        meant.clear();
        assertThat(wrong).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (browser != null) {
            browser.close();
        }
        if (playwright != null) {
            playwright.close();
        }
    }

    /** WCAG 2.2 AA as far as axe can see it. */
    static void assertAccessible(Page page) {
        var found = new AxeBuilder(page)
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                .analyze()
                .getViolations();
        assertThat(found.stream()
                        .map(rule -> rule.getId() + ": "
                                + rule.getNodes().stream()
                                        .map(node -> String.valueOf(node.getHtml()))
                                        .toList())
                        .toList())
                .isEmpty();
    }

    /** Nothing sticks out to the right: the page needs no sideways scrolling. */
    static void assertFitsItsWidth(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .isEqualTo(0);
    }
}
