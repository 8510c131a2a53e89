package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.workbench.ContentCopy;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Content changed under a running service, while 10 calls a second are answered; 50 on a quiet machine, {@code -Dreload.quiet=true}. */
@Tag("full")
@Tag("alone")
class ReloadUnderLoadIT {

    private static final Logger log = LoggerFactory.getLogger(ReloadUnderLoadIT.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path EXAMPLE =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/third-course/request.json");
    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";
    private static final String CARD = "cds-hooks/cards/SUMMARY.md";
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private static final boolean IS_QUIET = Boolean.getBoolean("reload.quiet");
    private static final int PAUSE_MILLIS = IS_QUIET ? 20 : 100;
    private static final int WARM = IS_QUIET ? 6000 : 200;
    private static final int USUAL = IS_QUIET ? 2000 : 400;

    /** Asked of a quiet machine alone, by {@code -Dreload.quiet=true}; the build logs the times. A machine that needs longer for its usual 99 of 100 is busy with other things, and times say nothing. */
    private static final long CARRIED_MILLIS = 100;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ContentCopy content;
    private final ConfigurableApplicationContext service;
    private final String root;
    private final String call = Files.readString(EXAMPLE);

    ReloadUnderLoadIT(@TempDir Path folder) throws Exception {
        // A case that says nothing of a limit: the changed content must pass it.
        content = ContentCopy.in(folder, List.of("G004"));
        content.change(CARD, "\n---\n", "\n---\nWords of one. ");
        service = new SpringApplicationBuilder(SpineRecurrenceCdsApplication.class)
                .run(
                        "--spring.profiles.active=demo",
                        "--server.port=0",
                        "--spinecds.content=" + folder,
                        "--spinecds.reload.every=500ms",
                        "--spinecds.hooks.concurrency=1000");
        root = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port", "");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** An answer and how long it took. */
    private record Answer(int status, String body, long millis) {}

    @Test
    void noCallFailsNoAnswerMixesTwoVersionsAndBrokenContentReachesNone() throws Exception {
        callsUntil(answers -> answers.size() >= WARM);
        List<Answer> usual = callsUntil(answers -> answers.size() >= USUAL);
        assertThat(usual).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        String ofOne = ofThresholds(usual.get(0));
        assertThat(usual).allSatisfy(answer -> assertThat(ofThresholds(answer)).isEqualTo(ofOne));

        content.change(CARD, "Words of one. ", "Words of two. ");
        content.change(SETTINGS, "sbrtCap Decimal default 25.0", "sbrtCap Decimal default 15.0");
        List<Answer> during = callsUntil(answers ->
                last(answers, 50).stream().allMatch(answer -> answer.body().contains("Words of two")));

        String ofTwo = ofThresholds(during.get(during.size() - 1));
        assertThat(ofTwo).isNotEqualTo(ofOne);
        assertThat(during).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(ofThresholds(answer)).isEqualTo(answer.body().contains("Words of one") ? ofOne : ofTwo);
        });
        log.info(
                "99 of 100 calls were answered within {} ms as usual, within {} ms of {} during the reload.",
                p99(usual),
                p99(during),
                during.size());
        if (IS_QUIET && p99(usual) <= CARRIED_MILLIS) {
            assertThat(p99(during)).isLessThan(Math.max(2 * p99(usual), CARRIED_MILLIS));
        } else {
            log.warn("Nothing is said of the times of a machine that is not quiet.");
        }

        content.change(SETTINGS, "sbrtCap Decimal default 15.0", "sbrtCap Decimal default of 15.0");
        List<Answer> broken = callsUntil(answers -> refused());
        assertThat(broken).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(ofThresholds(answer)).isEqualTo(ofTwo);
        });
        assertThat(get("/workbench/versions").body()).contains("SpineRecurrenceSettings.cql:12:");
        assertThat(get("/actuator/health").body()).contains("\"status\":\"UP\"", "SpineRecurrenceSettings.cql:12:");
        assertThat(anonymously("/actuator/health").body()).doesNotContain("SpineRecurrenceSettings", "version");

        assertThat(rollBack("{}").statusCode()).isEqualTo(200);
        assertThat(ofThresholds(call().get(20, TimeUnit.SECONDS))).isEqualTo(ofOne);
        assertThat(rollBack("{\"version\": \"none\"}").statusCode()).isEqualTo(404);
        assertThat(rollBack("{").statusCode()).isEqualTo(400);
    }

    /** As many a second as the machine carries, until enough is seen. */
    private List<Answer> callsUntil(Predicate<List<Answer>> enough) throws Exception {
        List<CompletableFuture<Answer>> calls = new ArrayList<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            for (int i = 0; i < 50; i++) {
                calls.add(call());
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            List<Answer> answered = new ArrayList<>();
            for (CompletableFuture<Answer> call : calls) {
                if (call.isDone()) {
                    answered.add(call.get());
                }
            }
            if (enough.test(answered)) {
                break;
            }
        }
        List<Answer> answers = new ArrayList<>();
        for (CompletableFuture<Answer> call : calls) {
            answers.add(call.get(60, TimeUnit.SECONDS));
        }
        return answers;
    }

    private static List<Answer> last(List<Answer> answers, int number) {
        return answers.size() < number
                ? List.of(new Answer(0, "", 0))
                : answers.subList(answers.size() - number, answers.size());
    }

    private static long p99(List<Answer> answers) {
        long[] sorted = answers.stream().mapToLong(Answer::millis).sorted().toArray();
        return sorted[(int) (sorted.length * 0.99) - 1];
    }

    private static String ofThresholds(Answer answer) {
        return JSON.readTree(answer.body())
                .path("extension")
                .path("org.spinecds.assessment")
                .path("levels")
                .toString();
    }

    private boolean refused() {
        try {
            JsonNode change = JSON.readTree(get("/workbench/versions").body()).path("lastChange");
            return change.isObject() && !change.path("inForce").asBoolean();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Answer> call() {
        long begin = System.nanoTime();
        return http.sendAsync(
                        HttpRequest.newBuilder(URI.create(root + "/cds-services/spine-recurrence-order-select"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(call))
                                .build(),
                        BodyHandlers.ofString())
                .thenApply(answer ->
                        new Answer(answer.statusCode(), answer.body(), (System.nanoTime() - begin) / 1_000_000));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(root + path))
                        .header("Authorization", administrator())
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> anonymously(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(root + path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> rollBack(String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(root + "/workbench/rollback"))
                        .header("Authorization", administrator())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String administrator() {
        return "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
    }
}
