package org.spinecds.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page of the sample EHR in a browser: from an order to a card, from a suggestion to an order, and what became of a
 * card to the journal. With {@code -Dpictures.rewrite=true} its picture is taken anew.
 */
@Tag("full")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class DemoPageIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MR = "MR spine without and with contrast";
    private static final String SELECT = "/cds-services/spine-recurrence-order-select";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @LocalServerPort
    private int port;

    private Page page;

    @BeforeEach
    void openThePage() {
        open(1280, 900, ColorScheme.LIGHT);
    }

    @Test
    void theFrontDoorNamesEveryPatient() {
        assertThat(page.locator(".patient")).hasCount(20);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Choose a patient");
    }

    @Test
    void aChartShowsWhatIsOnFileAndFiresPatientView() {
        openChart("v09");

        assertThat(page.locator("#patient-name")).hasText("Greene, Samuel");
        assertThat(page.locator("#patient-facts")).containsText("52 years");
        assertThat(page.locator("#patient-facts")).containsText("2 Mar 2026 (replayed)");
        assertThat(page.locator("#chart"))
                .containsText(
                        Pattern.compile("Radiotherapy 24 Gy in 2 fractions.*T12.*SBRT.*12 Gy.*ended 30 Jan 2025"));
        assertThat(page.locator("#chart")).containsText(Pattern.compile("30 Gy in 4 fractions.*15 Gy.*planned from"));
        assertThat(cards("patient-view")).hasCount(0);
    }

    @Test
    void anOpenedChartWithAFirmReasonIsSummedUp() {
        openChart("v10");

        assertThat(cards("patient-view")).hasCount(1);
    }

    @Test
    void anOrderOfSpineImagingIsAnsweredByCardsWithTheirSource() {
        openChart("v10");
        order(MR);

        Locator summary = cards("order-select").first();
        assertThat(summary.locator(".badge")).hasText("Info");
        assertThat(summary.locator("h4")).containsText("T5");
        assertThat(summary.locator(".source")).containsText("Kotecha et al.");
        assertThat(summary.locator(".detail").last()).isVisible();
        assertThat(page.locator("#status")).hasText(Pattern.compile("\\d+ cards in \\d+ ms\\."));
    }

    @Test
    void anOrderThatIsNoConcernOfTheServiceIsLeftInPeace() {
        openChart("v10");
        order("Chest X-ray");

        assertThat(cards("order-select")).hasCount(0);
        assertThat(page.locator("#status")).containsText("Nothing to say");
        page.locator("#sign").click();
        assertThat(page.locator("#signed")).containsText("Chest X-ray");
    }

    @Test
    void whatWarnsIsReadBeforeSigning() {
        openChart("v19");
        order(MR);
        page.locator("#sign").click();

        assertThat(cards("order-sign")).not().hasCount(0);
        assertThat(page.locator("#signed-panel")).isHidden();
        page.getByRole(AriaRole.BUTTON, button("Sign all the same")).click();
        assertThat(page.locator("#signed")).containsText(MR);
        assertThat(page.locator("#drafts li")).hasCount(0);
    }

    @Test
    void aCardIsDismissedWithAReasonThatTheJournalHas() throws Exception {
        long before = journal("SUMMARY", "overrideReasons", "prior-plan-differs");
        openChart("v10");
        order(MR);
        cards("order-select")
                .first()
                .getByRole(AriaRole.BUTTON, named("Dismiss…"))
                .click();
        page.getByLabel("Prior plan reviewed, dose differs").check();
        page.getByLabel("Comment (optional)").fill("The plan of 2021 says 28 Gy.");

        Request sent = page.waitForResponse(answer -> answer.url().endsWith(SELECT + "/feedback"), () -> page.getByRole(
                                AriaRole.BUTTON, button("Dismiss card"))
                        .click())
                .request();

        assertThat(page.locator(".dismissed")).containsText("Feedback sent");
        JsonNode item = JSON.readTree(sent.postData()).path("feedback").path(0);
        assertThat(item.path("outcome").asString()).isEqualTo("overridden");
        assertThat(item.path("overrideReason").path("reason").path("code").asString())
                .isEqualTo("prior-plan-differs");
        assertThat(item.path("overrideReason").path("userComment").asString())
                .isEqualTo("The plan of 2021 says 28 Gy.");
        assertThat(journal("SUMMARY", "overrideReasons", "prior-plan-differs")).isEqualTo(before + 1);
    }

    @Test
    void aCardThatIsKeptSendsNoFeedback() {
        openChart("v10");
        order(MR);
        page.onRequest(request -> {
            if (request.url().endsWith("/feedback")) {
                chromium.fault("feedback was sent");
            }
        });
        cards("order-select")
                .first()
                .getByRole(AriaRole.BUTTON, named("Dismiss…"))
                .click();
        page.keyboard().press("Escape");

        assertThat(page.locator("#dismissal")).isHidden();
        assertThat(page.locator(".dismissed")).hasCount(0);
    }

    @Test
    void anAcceptedSuggestionBecomesAnOrderAndFeedbackThatTheJournalHas() throws Exception {
        long before = journal("SUMMARY", "accepted", "");
        page.route("**" + SELECT, route -> answerWith(route, "any"));
        openChart("v10");
        order(MR);
        Locator card = cards("order-select").first();
        assertThat(card.locator(".recommended")).hasCount(1);

        Request sent = page.waitForResponse(answer -> answer.url().endsWith(SELECT + "/feedback"), () -> card.getByRole(
                                AriaRole.BUTTON, named("Refer to a spine oncology centre"))
                        .click())
                .request();

        assertThat(card).containsText("Accepted; feedback sent.");
        assertThat(page.locator("#drafts li")).hasCount(2);
        assertThat(page.locator("#drafts")).containsText("Referral to spine oncology centre");
        assertThat(page.locator("#drafts")).containsText("Priority: urgent");
        assertThat(page.locator("#drafts")).containsText("Reason: Third course at T5");
        assertThat(page.locator("#drafts .badge")).hasText("from a suggestion");
        JsonNode item = JSON.readTree(sent.postData()).path("feedback").path(0);
        assertThat(item.path("outcome").asString()).isEqualTo("accepted");
        assertThat(item.path("acceptedSuggestions").path(0).path("id").asString())
                .isEqualTo("00000000-0000-4000-8000-000000000001");
        assertThat(journal("SUMMARY", "accepted", "")).isEqualTo(before + 1);

        card.getByRole(AriaRole.BUTTON, named("Add the reason to this order")).click();
        assertThat(page.locator("#drafts li")).hasCount(2);
        assertThat(page.locator("#drafts li").first()).containsText("changed by a suggestion");
        assertThat(page.locator("#drafts li").first()).containsText("Reason: Progression in an irradiated field");
        assertThat(card.locator(".done")).hasCount(2);
    }

    @Test
    void atMostOneSuggestionIsTakenWhereTheCardSaysSo() {
        page.route("**" + SELECT, route -> answerWith(route, "at-most-one"));
        openChart("v10");
        order(MR);
        Locator card = cards("order-select").first();
        card.getByRole(AriaRole.BUTTON, named("Refer to a spine oncology centre"))
                .click();
        assertThat(card.locator(".done")).hasCount(1);

        Locator other = card.getByRole(AriaRole.BUTTON, named("Add the reason to this order"));
        assertThat(other).hasAttribute("aria-disabled", "true");
        other.click(new Locator.ClickOptions().setForce(true));
        assertThat(card.locator(".done")).hasCount(1);
        assertThat(page.locator("#drafts li")).hasCount(2);
    }

    @Test
    void anAbsoluteLinkOpensAPageOfItsOwnAndASmartOneIsNamed() {
        page.route("**" + SELECT, route -> answerWith(route, "any"));
        openChart("v10");
        order(MR);

        Locator links = cards("order-select").first().locator(".links");
        Locator worksheet = links.getByRole(AriaRole.LINK);
        assertThat(worksheet).hasText("Open the worksheet");
        assertThat(worksheet).hasAttribute("href", "http://127.0.0.1:" + port + "/worksheet?handle=h");
        assertThat(worksheet).hasAttribute("target", "_blank");
        assertThat(links).containsText("Open the app: a SMART app");
    }

    @Test
    void theWorksheetOpensFromTheDoseCard() {
        openChart("v01");
        order(MR);

        Page worksheet = page.waitForPopup(
                () -> cards("order-select").first().locator(".links a").click());

        assertThat(worksheet.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .isVisible();
        assertThat(worksheet.url()).contains("/worksheet");
        assertThat(worksheet.locator("body")).containsText("37.5 Gy EQD2");
    }

    @Test
    void aCardWhoseSelectionBehaviorIsUnknownIsNotOffered() {
        page.route("**" + SELECT, route -> answerWith(route, "all-or-nothing"));
        openChart("v10");
        order(MR);

        assertThat(page.locator("[data-hook=order-select]")).containsText("A card was not understood");
        assertThat(page.getByRole(AriaRole.BUTTON, button("Refer to a spine oncology centre")))
                .hasCount(0);
    }

    @Test
    void everySuggestionOfTheServiceCanBeAccepted() {
        openChart("v10");
        order(MR);
        assertThat(cards("order-select")).not().hasCount(0);
        Locator offered = page.locator("[data-hook=order-select] .suggestions > ul > li > button");
        int count = offered.count();
        assertThat(count).isPositive();
        for (int i = 0; i < count; i++) {
            offered.nth(i).click();
            assertThat(page.locator("[data-hook=order-select] .done")).hasCount(i + 1);
        }
        for (String line : page.locator("[data-hook=order-select] .done").allTextContents()) {
            assertThat(line).isEqualTo("Accepted; feedback sent.");
        }
        List<String> titles = page.locator("#drafts li strong").allTextContents();
        int added =
                page.locator("#drafts .badge").getByText("from a suggestion").count();
        assertThat(added).isPositive();
        assertThat(titles).hasSize(1 + added).doesNotContain("ServiceRequest", "Task");
    }

    @Test
    void aServiceThatDoesNotAnswerAsItShouldIsSaidInItsOwnWords() {
        openChart("v10");
        chromium.isToMeet(412);
        page.route(
                "**" + SELECT,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setStatus(412)
                        .setContentType("application/fhir+json")
                        .setBody("{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"severity\": \"error\","
                                + " \"code\": \"processing\", \"diagnostics\": \"The record could not be read.\"}]}")));
        order(MR);

        assertThat(page.locator("[data-hook=order-select]")).containsText("The record could not be read.");
        assertThat(page.locator("#status")).containsText("The record could not be read.");
    }

    @Test
    void theWireShowsWhatWasSentAndWhatCameBack() {
        openChart("v10");
        order(MR);
        page.locator("[data-hook=order-select]")
                .getByRole(AriaRole.BUTTON, named("What went over the wire"))
                .click();

        assertThat(page.locator("#wire")).containsText("POST " + SELECT);
        assertThat(page.locator("#wire pre").first()).containsText("\"evaluationDate\": \"2026-03-02\"");
        assertThat(page.locator("#wire pre").last()).containsText("\"indicator\"");
    }

    @Test
    void allOfItGoesByKeyboardAlone() {
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        tabTo("a[href='#v10']");
        page.keyboard().press("Enter");
        assertThat(page.locator("#patient-name")).isFocused();
        assertThat(cards("patient-view")).not().hasCount(0);
        tabTo("#catalog button");
        page.keyboard().press("Enter");
        assertThat(cards("order-select")).not().hasCount(0);
        tabTo("[data-hook=order-select] footer button");
        page.keyboard().press("Enter");
        assertThat(page.locator("#dismissal")).isVisible();
        tabTo("#dismissal input");
        page.keyboard().press("Space");
        tabTo("#dismissal button.primary");
        page.keyboard().press("Enter");
        assertThat(page.locator(".dismissed")).isFocused();
    }

    @ParameterizedTest
    @CsvSource({
        "320, LIGHT",
        "768, LIGHT",
        "1280, LIGHT",
        "1920, LIGHT",
        "320, DARK",
        "768, DARK",
        "1280, DARK",
        "1920, DARK"
    })
    void everyStateIsAccessibleAndFits(int width, ColorScheme scheme) {
        open(width, 900, scheme);
        assertAccessibleAndFits();
        page.route("**" + SELECT, route -> answerWith(route, "any"));
        openChart("v19");
        assertAccessibleAndFits();
        order(MR);
        assertThat(cards("order-select")).not().hasCount(0);
        page.locator("[data-hook=order-select] .more").all().forEach(Locator::click);
        page.getByRole(AriaRole.BUTTON, button("Refer to a spine oncology centre"))
                .click();
        assertThat(page.locator(".done")).hasCount(1);
        assertAccessibleAndFits();
        cards("order-select")
                .last()
                .getByRole(AriaRole.BUTTON, named("Dismiss…"))
                .click();
        assertAccessibleAndFits();
        page.getByLabel("Reviewed by team").check();
        page.getByRole(AriaRole.BUTTON, button("Dismiss card")).click();
        assertThat(page.locator(".dismissed")).hasCount(1);
        page.locator("[data-hook=order-select]")
                .getByRole(AriaRole.BUTTON, named("What went over the wire"))
                .click();
        assertAccessibleAndFits();
        page.getByRole(AriaRole.BUTTON, button("Close")).click();
        page.locator("#sign").click();
        assertThat(page.locator("[data-hook=order-sign]")).isVisible();
        assertAccessibleAndFits();
    }

    @Test
    void itsPictureIsOfAChartWithCards() {
        open(1440, 1150, ColorScheme.LIGHT);
        openChart("v10");
        order(MR);
        cards("order-select").first().locator(".suggestions button").first().click();
        assertThat(page.locator(".done")).hasCount(1);
        page.evaluate("scrollTo(0, 0); document.querySelectorAll('#status, .wire-line').forEach(line =>"
                + " line.innerHTML = line.innerHTML.replace(/\\d+ ms/, '120 ms'))");

        Pictures.keep("demo", page.screenshot());
    }

    private void open(int width, int height, ColorScheme scheme) {
        page = chromium.open(width, height, scheme);
        page.navigate("http://127.0.0.1:" + port + "/");
        assertThat(page.locator(".patient").first()).isVisible();
    }

    private void openChart(String patient) {
        page.locator("a[href='#" + patient + "']").click();
        assertThat(page.locator("[data-hook=patient-view]")).isVisible();
    }

    private void order(String title) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(title).setExact(true))
                .click();
        assertThat(page.locator("[data-hook=order-select]")).isVisible();
    }

    private Locator cards(String hook) {
        return page.locator("[data-hook=" + hook + "] article");
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Page.GetByRoleOptions button(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            page.keyboard().press("Tab");
            if (Boolean.TRUE.equals(page.evaluate(
                    "selector => document.activeElement === document.querySelector(selector)", selector))) {
                return;
            }
        }
        throw new AssertionError("The keyboard does not reach " + selector);
    }

    private void assertAccessibleAndFits() {
        Chromium.assertAccessible(page);
        Chromium.assertFitsItsWidth(page);
    }

    /** The service's own answer, with two suggestions and two links of this test in place of its first card's. */
    private void answerWith(Route route, String selectionBehavior) {
        ObjectNode body = (ObjectNode) JSON.readTree(route.fetch().body());
        ObjectNode card = (ObjectNode) body.path("cards").path(0);
        JsonNode call = JSON.readTree(route.request().postData());
        ObjectNode changed = (ObjectNode) call.path("context")
                .path("draftOrders")
                .path("entry")
                .path(0)
                .path("resource")
                .deepCopy();
        changed.putArray("reasonCode").addObject().put("text", "Progression in an irradiated field");
        ObjectNode referral = JSON.createObjectNode()
                .put("resourceType", "ServiceRequest")
                .put("id", "referral-1")
                .put("status", "draft")
                .put("intent", "proposal")
                .put("priority", "urgent");
        referral.putObject("subject")
                .put(
                        "reference",
                        "Patient/" + call.path("context").path("patientId").asString());
        referral.putObject("code").put("text", "Referral to spine oncology centre");
        referral.putArray("reasonCode").addObject().put("text", "Third course at T5");
        card.put("selectionBehavior", selectionBehavior);
        ArrayNode suggestions = card.putArray("suggestions");
        suggestion(suggestions, 1, "Refer to a spine oncology centre", "create", referral)
                .put("isRecommended", true);
        suggestion(suggestions, 2, "Add the reason to this order", "update", changed);
        ArrayNode links = card.putArray("links");
        links.addObject()
                .put("label", "Open the worksheet")
                .put("type", "absolute")
                .put("url", "http://127.0.0.1:" + port + "/worksheet?handle=h");
        links.addObject()
                .put("label", "Open the app")
                .put("type", "smart")
                .put("url", "http://127.0.0.1:" + port + "/launch");
        route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(body.toString()));
    }

    private static ObjectNode suggestion(
            ArrayNode suggestions, int number, String label, String type, ObjectNode resource) {
        ObjectNode suggestion =
                suggestions.addObject().put("label", label).put("uuid", "00000000-0000-4000-8000-00000000000" + number);
        suggestion
                .putArray("actions")
                .addObject()
                .put("type", type)
                .put("description", label + ".")
                .set("resource", resource);
        return suggestion;
    }

    /** A count of the journal, as an administrator sees it. */
    private long journal(String kind, String count, String code) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/journal"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8)))
                .build();
        JsonNode summary = JSON.readTree(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
        for (JsonNode counted : summary.path("cards")) {
            if (counted.path("kind").asString().equals(kind)) {
                JsonNode found = counted.path(count);
                return (code.isEmpty() ? found : found.path(code)).asLong(0);
            }
        }
        return 0;
    }
}
