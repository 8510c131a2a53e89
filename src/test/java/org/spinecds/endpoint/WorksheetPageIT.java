package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The worksheet over HTTP: its link, its owner, its end, and how long a what-if takes. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class WorksheetPageIT {

    private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/worksheet#([A-Za-z0-9_-]{43})");
    private static final Pattern TEXT = Pattern.compile("<input id=\"([^\"]+)\" name=\"[^\"]+\" value=\"([^\"]*)\"");
    private static final Pattern CHECK = Pattern.compile("<input type=\"checkbox\" id=\"([^\"]+)\"[^>]* checked");
    private static final Pattern SELECT = Pattern.compile("<select id=\"([^\"]+)\".*?</select>", Pattern.DOTALL);
    private static final Pattern CHOSEN = Pattern.compile("value=\"([^\"]*)\" selected");
    /** On a quiet machine 200 is asked for ({@code -Dworksheet.millis=200}); a busy one must not fail the build. */
    private static final int MOST_MILLIS = Integer.getInteger("worksheet.millis", 1000);

    private static final int WARM = 20;
    private static final int MEASURED = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final JdbcClient database;
    private final int port;

    WorksheetPageIT(@LocalServerPort int port, @Autowired JdbcClient database) {
        this.port = port;
        this.database = database;
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode cards(String patient, int tokenSeconds) throws Exception {
        ObjectNode request = (ObjectNode) JsonMapper.shared()
                .readTree(send(HttpRequest.newBuilder(at("/sample-ehr/requests/" + patient)))
                        .body());
        if (tokenSeconds > 0) {
            request.putObject("fhirAuthorization")
                    .put("access_token", "lent-for-this-call-8841")
                    .put("token_type", "Bearer")
                    .put("expires_in", tokenSeconds)
                    .put("scope", "patient/*.read")
                    .put("subject", "spine-recurrence-cds");
        }
        return JsonMapper.shared()
                .readTree(send(HttpRequest.newBuilder(at("/cds-services/spine-recurrence-order-select"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(request.toString())))
                        .body())
                .path("cards");
    }

    private String handle(String patient, int tokenSeconds) throws Exception {
        for (JsonNode card : cards(patient, tokenSeconds)) {
            for (JsonNode link : card.path("links")) {
                String url = link.path("url").asString();
                return url.substring(url.indexOf('#') + 1);
            }
        }
        throw new AssertionError("There is no link.");
    }

    private HttpResponse<String> open(String handle, String cookie) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(at("/worksheet/open"))
                .header("Worksheet-Handle", handle)
                .POST(HttpRequest.BodyPublishers.noBody());
        return send(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }

    /** The record is kept beside the answer: the first look may come too early. */
    private HttpResponse<String> opened(String handle) throws Exception {
        HttpResponse<String> answer = open(handle, "");
        for (int again = 0; again < 200 && answer.statusCode() == 404; again++) {
            answer = open(handle, "");
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private HttpResponse<String> whatIf(String handle, String cookie, Map<String, String> form) throws Exception {
        return send(HttpRequest.newBuilder(at("/worksheet/what-if"))
                .header("Worksheet-Handle", handle)
                .header("Cookie", cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&")))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What a browser would send of a form that nobody has touched. */
    private static Map<String, String> form(String html) {
        Map<String, String> form = new LinkedHashMap<>();
        Matcher text = TEXT.matcher(html);
        while (text.find()) {
            form.put(text.group(1), text.group(2));
        }
        Matcher check = CHECK.matcher(html);
        while (check.find()) {
            form.put(check.group(1), "yes");
        }
        Matcher select = SELECT.matcher(html);
        while (select.find()) {
            Matcher chosen = CHOSEN.matcher(select.group());
            form.put(select.group(1), chosen.find() ? chosen.group(1) : "");
        }
        return form;
    }

    @Test
    void everyCardButAnEmergencyCarriesTheLink() throws Exception {
        List<JsonNode> cards = new ArrayList<>();
        cards("v07", 0).forEach(cards::add);
        cards("v19", 0).forEach(cards::add);

        for (JsonNode card : cards) {
            boolean isEmergency = card.path("extension")
                    .path("org.spinecds.card")
                    .path("kind")
                    .asString()
                    .equals("EMERGENCY");
            assertThat(card.path("links").size()).isEqualTo(isEmergency ? 0 : 1);
            if (!isEmergency) {
                JsonNode link = card.path("links").path(0);
                assertThat(link.path("type").asString()).isEqualTo("absolute");
                Matcher url = LINK.matcher(link.path("url").asString());
                assertThat(url.matches()).isTrue();
                assertThat(Integer.parseInt(url.group(1))).isEqualTo(port);
            }
        }
    }

    @Test
    void pageIsTheSameForEveryoneAndLoadsOwnFilesOnly() throws Exception {
        HttpResponse<String> page = send(HttpRequest.newBuilder(at("/worksheet")));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContain("Vignette", "<style", "onclick", "http://", "https://");
        for (String file :
                List.of("/pages/worksheet.js", "/pages/worksheet.css", "/webjars/htmx.org/dist/htmx.min.js")) {
            assertThat(send(HttpRequest.newBuilder(at(file))).statusCode())
                    .as(file)
                    .isEqualTo(200);
        }
    }

    @Test
    void firstBrowserOwnsIt() throws Exception {
        String handle = handle("v07", 0);

        HttpResponse<String> first = opened(handle);

        assertThat(first.headers().firstValue("Set-Cookie").orElse(""))
                .contains("HttpOnly", "SameSite=Strict", "Path=/worksheet");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(first.body()).contains("T9: numbers and checks").doesNotContain(handle);
        assertThat(open(handle, cookie(first)).statusCode()).isEqualTo(200);
        HttpResponse<String> second = open(handle, "");
        assertThat(second.statusCode()).isEqualTo(403);
        assertThat(second.body()).contains("open elsewhere").doesNotContain("T9");
        HttpResponse<String> withoutCookie = whatIf(handle, "a=b", form(first.body()));
        assertThat(withoutCookie.statusCode()).isEqualTo(403);
    }

    @Test
    void unknownAndBrokenHandlesAreToldApartByNobody() throws Exception {
        List<String> answers = new ArrayList<>();
        for (String handle : List.of("", "short", "A".repeat(43), "../../etc/passwd")) {
            HttpResponse<String> answer = open(handle, "");
            assertThat(answer.statusCode()).isEqualTo(404);
            answers.add(answer.body());
        }
        assertThat(answers).allMatch(answers.get(0)::equals);
    }

    @Test
    void whileTheDatabaseCannotBeReadThePageSaysSo() throws Exception {
        String handle = handle("v07", 0);
        opened(handle);
        database.sql("alter table worksheet rename to worksheet_elsewhere").update();
        try {
            HttpResponse<String> answer = open(handle, "");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
            assertThat(answer.body()).contains("cannot be read now").doesNotContain("OperationOutcome");
        } finally {
            database.sql("alter table worksheet_elsewhere rename to worksheet").update();
        }
    }

    @Test
    void endsWithTheTokenOfTheCall() throws Exception {
        OffsetDateTime before = OffsetDateTime.now(Clock.systemUTC());

        opened(handle("v07", 90));

        OffsetDateTime first = database.sql("select min(expires_at) from worksheet where expires_at > ?")
                .param(before)
                .query(OffsetDateTime.class)
                .single();
        assertThat(first)
                .isBetween(
                        before.plusSeconds(89),
                        OffsetDateTime.now(Clock.systemUTC()).plusSeconds(91));
    }

    @Test
    void tableTellsNothingOfThePatient() throws Exception {
        String handle = handle("v07", 300);
        opened(handle);

        database.sql("select name, sealed, browser from worksheet")
                .query((row, number) ->
                        row.getString(1) + row.getString(3) + new String(row.getBytes(2), StandardCharsets.ISO_8859_1))
                .list()
                .forEach(row ->
                        assertThat(row).doesNotContain("Vignette", "v07", "Patient", "lent-for-this-call", handle));
    }

    @Test
    void formThatNobodyTouchedIsNoWhatIf() throws Exception {
        String handle = handle("v07", 0);
        HttpResponse<String> first = opened(handle);

        HttpResponse<String> answer = whatIf(handle, cookie(first), form(first.body()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("On file").doesNotContain("<span class=\"badge\">What if</span>");
    }

    @Test
    void whatIfIsAnsweredInTimeAndNothingOfItIsKept() throws Exception {
        String handle = handle("v07", 0);
        HttpResponse<String> first = opened(handle);
        String cookie = cookie(first);
        Map<String, String> form = form(first.body());
        List<Long> took = new ArrayList<>();

        for (int call = 0; call < WARM + MEASURED; call++) {
            form.put("plan-sac", "12." + call % 10);
            form.put("plan-fractions", String.valueOf(1 + call % 5));
            form.put("evaluated", "2026-0" + (3 + call % 6) + "-02");
            long began = System.nanoTime();
            HttpResponse<String> answer = whatIf(handle, cookie, form);
            if (call >= WARM) {
                took.add(System.nanoTime() - began);
            }
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("<span class=\"badge\">What if</span>");
        }

        Collections.sort(took);
        Duration most = Duration.ofNanos(took.get(MEASURED * 95 / 100));
        assertThat(most).isLessThan(Duration.ofMillis(MOST_MILLIS));
        assertThat(open(handle, cookie).body()).isEqualTo(first.body());
    }

    @Test
    void whatCannotBeUnderstoodIsTold() throws Exception {
        String handle = handle("v07", 0);
        HttpResponse<String> first = opened(handle);
        Map<String, String> form = form(first.body());
        form.put("plan-sac", "12.2 Gy");

        HttpResponse<String> answer = whatIf(handle, cookie(first), form);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("without a unit");
    }
}
