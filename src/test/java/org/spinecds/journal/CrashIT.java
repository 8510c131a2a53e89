package org.spinecds.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.RunningJar;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Killed between two feedback posts under load, the service has lost none that it answered with 200. */
@Tag("full")
class CrashIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");
    private static final int CALLS = 5;
    private static final int CLIENTS = 4;

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void nothingThatWasAnsweredIsLost(String kind, @TempDir Path folder) throws Exception {
        // The file is the default of the jar; its relative path is below the folder it is started in.
        String url = kind.equals("H2")
                ? "jdbc:h2:file:" + folder.resolve("data/journal") + ";CACHE_SIZE=4096"
                : Databases.url(kind);
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=demo"));
        if (!kind.equals("H2")) {
            arguments.add("--spring.datasource.url=" + url);
            arguments.add("--spring.datasource.username=postgres");
        }
        Set<Instant> answered;
        List<String> cards = new ArrayList<>();
        try (RunningJar jar = RunningJar.start(folder, arguments.toArray(String[]::new))) {
            for (int i = 0; i < CALLS; i++) {
                cards.addAll(shown(jar));
            }
            answered = feedbackUntilKilled(jar, cards);
        }
        assertThat(answered).hasSizeGreaterThan(20);

        JdbcClient database = JdbcClient.create(
                kind.equals("H2") ? new DriverManagerDataSource(url, "", "") : new DriverManagerDataSource(url));
        Set<Instant> kept = database
                .sql("select outcome_at from feedback")
                .query((row, number) ->
                        row.getObject(1, java.time.OffsetDateTime.class).toInstant())
                .list()
                .stream()
                .collect(Collectors.toSet());
        assertThat(kept).containsAll(answered);
        assertThat(database.sql("select count(*) from shown_card")
                        .query(Long.class)
                        .single())
                .isEqualTo(cards.size());
        assertThat(database.sql("select count(*) from decision")
                        .query(Long.class)
                        .single())
                .isEqualTo(CALLS);
    }

    private static Set<Instant> feedbackUntilKilled(RunningJar jar, List<String> cards) throws Exception {
        ConcurrentLinkedQueue<Instant> answered = new ConcurrentLinkedQueue<>();
        AtomicInteger number = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            running.add(clients.submit(() -> postUntilItFails(jar, cards, number, answered)));
        }
        Thread.sleep(2500);
        jar.kill();
        for (Future<?> client : running) {
            client.get(20, TimeUnit.SECONDS);
        }
        clients.shutdown();
        return Set.copyOf(answered);
    }

    private static int postUntilItFails(
            RunningJar jar, List<String> cards, AtomicInteger number, Queue<Instant> answered) throws Exception {
        while (true) {
            int mine = number.getAndIncrement();
            Instant at = BEGIN.plusSeconds(mine);
            try {
                int status = jar.post(
                                SERVICE + "/feedback",
                                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"%s\"}]}"
                                        .formatted(cards.get(mine % cards.size()), at))
                        .statusCode();
                if (status == 200) {
                    answered.add(at);
                }
            } catch (IOException e) {
                return mine;
            }
        }
    }

    private static List<String> shown(RunningJar jar) throws Exception {
        String example = Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
        JsonNode answer =
                JsonMapper.shared().readTree(jar.post(SERVICE, example).body());
        return answer.path("cards").values().stream()
                .map(card -> card.path("uuid").asString())
                .toList();
    }
}
