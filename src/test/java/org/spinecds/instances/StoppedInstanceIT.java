package org.spinecds.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.RunningJar;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two instances on one PostgreSQL behind a balancer, under load, and one of them is stopped: no request fails, no feedback
 * is lost, and what one has begun the other goes on with.
 */
@Tag("full")
@Tag("alone")
class StoppedInstanceIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
    private static final int CLIENTS = 6;
    private static final int ENOUGH = 60;
    private static final int PATIENCE_SECONDS = 120;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String call = Files.readString(
            Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Instant> feedback = new ConcurrentLinkedQueue<>();
    private final Map<String, String> worksheets = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    StoppedInstanceIT() throws Exception {}

    @Test
    void nothingFailsAndNothingIsLostWhenOneOfTwoIsStopped(@TempDir Path folder) throws Exception {
        String database = Databases.url("POSTGRESQL");
        String[] arguments = {
            "--spring.datasource.url=" + database,
            "--spring.datasource.username=postgres",
            "--spinecds.journal.key=a-key-that-both-instances-have-and-know",
            "--spinecds.fhir.allowed-servers=https://ehr.example.org/fhir",
            "--spinecds.security.client-tokens=false",
            "--spinecds.security.base-url=https://cds.example.org",
            "--spinecds.explain=true",
            "--spinecds.drain=2s"
        };
        try (RunningJar one = RunningJar.start(folder, arguments);
                RunningJar other = RunningJar.start(folder, arguments);
                Balancer balancer = new Balancer(List.of(one.root(), other.root()))) {
            aWorksheetIsOpenedAtOnceOnTheOther(one.root(), other.root());

            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> callAndTellUntilItIsOver(balancer.root())));
            }
            await(() -> calls.get() >= ENOUGH);
            one.stop();
            int atStop = calls.get();
            await(() -> calls.get() >= atStop + ENOUGH);
            over.set(true);
            for (Future<?> client : running) {
                client.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            clients.shutdown();

            assertThat(failures).isEmpty();
            assertThat(one.log()).doesNotContain(" ERROR ");
            assertThat(worksheets.values())
                    .contains(one.root().toString(), other.root().toString());
            for (String handle : worksheets.keySet()) {
                assertThat(open(other.root(), handle).statusCode()).isEqualTo(200);
            }
        }
        JdbcClient journal = JdbcClient.create(new DriverManagerDataSource(database));
        assertThat(journal.sql("select outcome_at from feedback")
                        .query((row, number) ->
                                row.getObject(1, OffsetDateTime.class).toInstant())
                        .list())
                .containsExactlyInAnyOrderElementsOf(feedback);
        assertThat(journal.sql("select count(*) from decision")
                        .query(Integer.class)
                        .single())
                .isEqualTo(calls.get());
    }

    private void aWorksheetIsOpenedAtOnceOnTheOther(URI one, URI other) throws Exception {
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = post(one, SERVICE, call);
            calls.incrementAndGet();
            assertThat(open(other, handle(answer)).statusCode()).isEqualTo(200);
        }
    }

    private int callAndTellUntilItIsOver(URI root) throws Exception {
        int sent = 0;
        while (!over.get()) {
            HttpResponse<String> answer = post(root, SERVICE, call);
            if (answer.statusCode() != 200) {
                failures.add("call " + answer.statusCode());
                continue;
            }
            Instant at = BEGIN.plusSeconds(calls.incrementAndGet());
            worksheets.put(
                    handle(answer), answer.headers().firstValue("Answered-By").orElseThrow());
            String card = JsonMapper.shared()
                    .readTree(answer.body())
                    .path("cards")
                    .path(0)
                    .path("uuid")
                    .asString();
            int status = post(
                            root,
                            SERVICE + "/feedback",
                            "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"%s\"}]}"
                                    .formatted(card, at))
                    .statusCode();
            if (status == 200) {
                feedback.add(at);
            } else {
                failures.add("feedback " + status);
            }
            sent++;
        }
        return sent;
    }

    private HttpResponse<String> post(URI root, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(root + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> open(URI root, String handle) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(root + "/worksheet/open"))
                        .header("Worksheet-Handle", handle)
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static String handle(HttpResponse<String> answer) {
        for (JsonNode card : JsonMapper.shared().readTree(answer.body()).path("cards")) {
            for (JsonNode link : card.path("links")) {
                String url = link.path("url").asString();
                return url.substring(url.indexOf('#') + 1);
            }
        }
        throw new AssertionError("There is no link in " + answer.body());
    }

    private static void await(BooleanSupplier fact) throws InterruptedException {
        for (int i = 0; !fact.getAsBoolean(); i++) {
            assertThat(i).as("tenths of a second waited for").isLessThan(PATIENCE_SECONDS * 10);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
