package org.spinecds.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.RunningJar;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Suspensions on the built jar: two instances on one PostgreSQL, and one on H2. */
@Tag("full")
class SuspensionIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CALL = "/cds-services/spine-recurrence-order-select";
    private static final String SUSPENSIONS = "/workbench/suspensions";
    private static final String ADMINISTRATOR =
            "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder = Path.of("");

    private static String[] onPostgres() throws Exception {
        return new String[] {
            "--spring.profiles.active=demo",
            "--spring.datasource.url=" + Databases.url("POSTGRESQL"),
            "--spring.datasource.username=postgres"
        };
    }

    private static String request() throws Exception {
        return Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
    }

    private static List<JsonNode> cards(RunningJar jar) throws Exception {
        List<JsonNode> cards = new ArrayList<>();
        HttpResponse<String> answer = jar.post(CALL, request());
        assertThat(answer.statusCode()).isEqualTo(200);
        JSON.readTree(answer.body()).path("cards").forEach(cards::add);
        return cards;
    }

    private static List<String> kinds(RunningJar jar) throws Exception {
        return cards(jar).stream()
                .map(card -> card.at("/extension/org.spinecds.card/kind").asString())
                .toList();
    }

    private static String options(RunningJar jar) throws Exception {
        return cards(jar).stream()
                .filter(card ->
                        card.at("/extension/org.spinecds.card/kind").asString().equals("OPTIONS"))
                .map(card -> card.path("detail").asString())
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> suspend(RunningJar jar, String kind, String code, String lasts)
            throws Exception {
        return jar.post(
                SUSPENSIONS,
                JSON.writeValueAsString(JSON.createObjectNode()
                        .put("kind", kind)
                        .put("code", code)
                        .put("reason", "tried at night")
                        .put("for", lasts)),
                "Authorization",
                ADMINISTRATOR);
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("id").asString();
    }

    private static String get(RunningJar jar, String path) throws Exception {
        return jar.call("GET", path, null, "Authorization", ADMINISTRATOR).body();
    }

    /** What must be so after a moment. */
    private interface Asked {

        boolean isSo() throws Exception;
    }

    private static void within(Duration time, Asked asked) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (!asked.isSo()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void aSuspendedOptionIsGoneFromBothInstancesWithinASecondAndBackAfterItsTime() throws Exception {
        String[] arguments = onPostgres();
        try (RunningJar one = RunningJar.start(folder, arguments);
                RunningJar other = RunningJar.start(folder, arguments)) {
            String before = options(one);
            assertThat(before).contains("SBRT");
            assertThat(options(other)).isEqualTo(before);

            id(suspend(one, "OPTION", "SBRT", "PT6S"));

            long made = System.nanoTime();
            assertThat(options(one)).contains("SBRT until ").isNotEqualTo(before);
            within(Duration.ofSeconds(1), () -> options(other).contains("SBRT until "));
            assertThat(get(other, SUSPENSIONS)).contains("tried at night", "\"by\":\"admin\"");
            assertThat(get(other, "/actuator/prometheus")).contains("spinecds_suspensions 1.0");
            JsonNode health = JSON.readTree(get(other, "/actuator/health")).at("/components/suspensions");
            assertThat(health.path("status").asString()).isEqualTo("UP");
            assertThat(health.at("/details/inForce/0/code").asString()).isEqualTo("SBRT");
            assertThat(one.log()).contains("admin suspends OPTION SBRT until ");

            within(
                    Duration.ofSeconds(7),
                    () -> options(one).equals(before) && options(other).equals(before));
            assertThat(System.nanoTime() - made)
                    .isGreaterThan(Duration.ofSeconds(5).toNanos());

            String hold = id(suspend(other, "SERVICE", "", "PT1H"));
            within(Duration.ofSeconds(1), () -> kinds(one).equals(List.of("HELD")));
            assertThat(kinds(other)).containsExactly("HELD");
            assertThat(get(one, "/journal?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z"))
                    .contains("\"HELD\":");
            assertThat(one.call("DELETE", SUSPENSIONS + "/" + hold, null, "Authorization", ADMINISTRATOR)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(kinds(one)).contains("OPTIONS").doesNotContain("HELD");
            within(Duration.ofSeconds(1), () -> !kinds(other).contains("HELD"));
            assertThat(options(other)).isEqualTo(before);
        }
    }

    @Test
    void onH2WorksheetsCloseTheJournalKeepsItAndOnlyAdministratorsMay() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("journal") + ";AUTO_SERVER=TRUE";
        try (RunningJar jar = RunningJar.start(
                folder,
                "--spring.profiles.active=demo",
                "--spring.datasource.url=" + url,
                "--spinecds.security.scrapers.prometheus={noop}scrape")) {
            onlyAdministratorsSuspendAndNoPageOfAnotherSiteMakesThem(jar);
            JsonNode held = JSON.readTree(get(jar, SUSPENSIONS)).at("/inForce/0/id");
            jar.call("DELETE", SUSPENSIONS + "/" + held.asString(), null, "Authorization", ADMINISTRATOR);
            aSuspendedDoseCardClosesTheWorksheetsAndTheJournalKeepsIt(jar, url);
        }
    }

    private void aSuspendedDoseCardClosesTheWorksheetsAndTheJournalKeepsIt(RunningJar jar, String url)
            throws Exception {
        JsonNode link = cards(jar).get(0).at("/links/0/url");
        String handle = link.asString().replaceFirst(".*#", "");

        assertThat(suspend(jar, "CARD", "DOSE", "PT1H").body()).contains("DOSE_SAFETY", "OperationOutcome");
        id(suspend(jar, "CARD", "DOSE_SAFETY", "PT1H"));

        List<JsonNode> cards = cards(jar);
        assertThat(kinds(jar)).contains("SUSPENDED").doesNotContain("DOSE_SAFETY");
        assertThat(cards).noneMatch(card -> card.has("links"));
        HttpResponse<String> closed = jar.call("POST", "/worksheet/open", null, "Worksheet-Handle", handle);
        assertThat(closed.statusCode()).isEqualTo(503);
        assertThat(closed.body()).contains("closed by this site", "tried at night");
        assertThat(jar.call(
                                "POST",
                                "/worksheet/what-if",
                                "",
                                "Worksheet-Handle",
                                handle,
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .body())
                .contains("closed by this site");
        JdbcClient database = JdbcClient.create(new DriverManagerDataSource(url));
        assertThat(database.sql(
                                """
                                    select count(*) from shown_card c join decision_suspension d on d.decision = c.decision
                                    join suspension s on s.id = d.suspension
                                    where c.kind = 'SUSPENDED' and s.code = 'DOSE_SAFETY' and s.made_by = 'admin'
                                    """)
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    private void onlyAdministratorsSuspendAndNoPageOfAnotherSiteMakesThem(RunningJar jar) throws Exception {
        String scraper =
                "Basic " + Base64.getEncoder().encodeToString("prometheus:scrape".getBytes(StandardCharsets.UTF_8));
        String body = "{\"kind\": \"SERVICE\", \"reason\": \"why\", \"for\": \"PT1H\"}";
        String form = "application/x-www-form-urlencoded";

        assertThat(jar.post(SUSPENSIONS, body).statusCode()).isEqualTo(401);
        assertThat(jar.post(SUSPENSIONS, body, "Authorization", scraper).statusCode())
                .isEqualTo(403);
        assertThat(jar.call("GET", SUSPENSIONS, null).statusCode()).isEqualTo(401);
        assertThat(jar.call("DELETE", SUSPENSIONS + "/x", null).statusCode()).isEqualTo(401);
        assertThat(jar.call("POST", SUSPENSIONS, body, "Content-Type", "text/plain", "Authorization", ADMINISTRATOR)
                        .statusCode())
                .isEqualTo(415);
        assertThat(jar.call(
                                "POST",
                                "/workbench/suspend-form",
                                "what=SERVICE+ALL&reason=why&hours=1",
                                "Content-Type",
                                form,
                                "Authorization",
                                ADMINISTRATOR)
                        .statusCode())
                .isBetween(400, 499);
        assertThat(get(jar, SUSPENSIONS)).isEqualTo("{\"inForce\":[]}");
        assertThat(get(jar, "/actuator/prometheus")).contains("spinecds_suspensions 0.0");
        assertThat(jar.call("GET", "/actuator/health", null).body()).doesNotContain("suspensions");
        assertThat(jar.call("DELETE", SUSPENSIONS + "/x", null, "Authorization", ADMINISTRATOR)
                        .statusCode())
                .isEqualTo(404);

        HttpResponse<String> refused = jar.call(
                "POST",
                "/workbench/suspend-form",
                "what=SERVICE+ALL&reason=&hours=1",
                "Content-Type",
                form,
                "HX-Request",
                "true",
                "Authorization",
                ADMINISTRATOR);
        assertThat(refused.headers().firstValue("HX-Retarget")).contains("#refused");
        assertThat(refused.body()).contains("A reason is needed");
        assertThat(jar.call(
                                "POST",
                                "/workbench/suspend-form",
                                "what=SERVICE+ALL&reason=%3Cb%3E&hours=1",
                                "Content-Type",
                                form,
                                "HX-Request",
                                "true",
                                "Authorization",
                                ADMINISTRATOR)
                        .body())
                .contains("&lt;b&gt;", "Lift ALL");
        assertThat(kinds(jar)).containsExactly("HELD");
    }
}
