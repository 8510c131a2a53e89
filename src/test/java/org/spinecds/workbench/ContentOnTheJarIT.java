package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.RunningJar;
import org.spinecds.journal.Databases;
import tools.jackson.databind.json.JsonMapper;

/** The built jar, started anew after a content was refused, killed while one is accepted, and beside another instance. */
class ContentOnTheJarIT {

    private static final String DEMO = "--spring.profiles.active=demo";
    private static final String WORDS = "cds-hooks/cards/SUMMARY.md";
    private static final String CASE = "cql/input/tests/SpineRecurrenceAssessment/H011.json";
    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String ADMINISTRATOR =
            "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));

    private final Path work;
    private final ContentCopy content;

    ContentOnTheJarIT(@TempDir Path work, @TempDir Path folder) throws Exception {
        this.work = work;
        this.content = ContentCopy.in(folder, List.of("H011"));
    }

    private RunningJar start(String... more) throws Exception {
        String[] arguments = Stream.concat(Stream.of(DEMO, "--spinecds.content=" + content.folder()), Stream.of(more))
                .toArray(String[]::new);
        return RunningJar.start(work, arguments);
    }

    private void words(String before, String after) throws Exception {
        content.change(WORDS, "\n---\n" + before, "\n---\n" + after);
    }

    @Test
    void aRefusedContentIsNotInForceAfterARestart() throws Exception {
        start().close();
        words("", "Other words. ");
        content.change(CASE, "\"governingLevel\": \"T8\"", "\"governingLevel\": \"L9\"");

        try (RunningJar jar = start()) {
            soon(() -> health(jar).contains("H011: governingLevel: expected"));
            assertThat(answer(jar)).contains("cards").doesNotContain("Other words");
            assertThat(jar.call("GET", "/actuator/prometheus", null, "Authorization", ADMINISTRATOR)
                            .body())
                    .containsPattern("(?m)^spinecds_content_refused(\\{[^}]*})? 1\\.0$");
            assertThat(jar.call("GET", "/workbench", null, "Authorization", ADMINISTRATOR)
                            .body())
                    .contains("was not taken into force", "H011");
        }
        try (RunningJar again = start()) {
            soon(() -> health(again).contains("H011: governingLevel: expected"));
            assertThat(answer(again)).doesNotContain("Other words");
        }
    }

    /** The content is in the database whole by the time that it is in force, or not at all: the folder is no help after the kill. */
    @ParameterizedTest
    @ValueSource(ints = {0, 60})
    void killedWhileAContentIsBeingAcceptedOneWholeVersionIsInForce(int millis) throws Exception {
        try (RunningJar jar = start()) {
            words("", "Other words. ");
            // From the last case on it is a matter of milliseconds.
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> playedAll(jar));
            Thread.sleep(millis);
            jar.kill();
        }
        content.change("cds-hooks/cards/phrases.json", "{", "{{");

        try (RunningJar jar = start()) {
            String health = health(jar);
            boolean isOther = answer(jar).contains("Other words");
            assertThat(health).contains("phrases");
            assertThat(versions(jar))
                    .as("whatever is in force, it answers; before the other words there was one version")
                    .hasSize(isOther ? 2 : 1);
        }
    }

    private static boolean playedAll(RunningJar jar) throws Exception {
        String health = health(jar);
        return Pattern.compile("\"played\":(\\d+),\"of\":\\1\\b")
                        .matcher(health)
                        .find()
                || health.contains("\"lastChange\"");
    }

    private static List<String> versions(RunningJar jar) throws Exception {
        return JsonMapper.shared()
                .readTree(jar.call("GET", "/workbench/versions", null, "Authorization", ADMINISTRATOR)
                        .body())
                .path("kept")
                .valueStream()
                .map(kept -> kept.path("version").asString(""))
                .toList();
    }

    @Test
    void anOverlayCorrectsWordsAndAMistypedOneStopsTheStart(@TempDir Path overlay) throws Exception {
        Files.createDirectories(overlay.resolve("cds-hooks/cards"));
        Files.writeString(
                overlay.resolve(WORDS),
                Files.readString(content.folder().resolve(WORDS)).replaceFirst("\n---\n", "\n---\nCorrected words. "));
        try (RunningJar jar = start("--spinecds.overlay=" + overlay)) {
            assertThat(answer(jar)).contains("Corrected words");

            Files.writeString(
                    overlay.resolve(WORDS),
                    Files.readString(overlay.resolve(WORDS)).replace("Corrected words", "Words corrected again"));
            soon(() -> answer(jar).contains("Words corrected again"));
        }

        Files.move(overlay.resolve(WORDS), overlay.resolve("cds-hooks/cards/SUMARY.md"));
        assertThatIllegalStateException()
                .isThrownBy(() -> RunningJar.start(
                        work, DEMO, "--spring.datasource.url=jdbc:h2:mem:empty", "--spinecds.overlay=" + overlay))
                .withMessageContaining("cds-hooks/cards/SUMARY.md, which stands for no file of the content in the jar");
    }

    @Test
    void twoInstancesAnswerByTheSameContent(@TempDir Path elsewhere) throws Exception {
        ContentCopy.in(elsewhere, List.of("H011"));
        String[] database = {
            "--spring.datasource.url=" + Databases.url("POSTGRESQL"), "--spring.datasource.username=postgres"
        };
        try (RunningJar one = start(database);
                RunningJar other =
                        RunningJar.start(work, DEMO, database[0], database[1], "--spinecds.content=" + elsewhere)) {
            words("", "Other words. ");
            soon(() -> answer(one).contains("Other words"));
            soon(() -> answer(other).contains("Other words"));

            assertThat(other.post("/workbench/rollback", "{}", "Authorization", ADMINISTRATOR)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(answer(other)).doesNotContain("Other words");
            soon(() -> !answer(one).contains("Other words"));
            assertThat(current(one)).isEqualTo(current(other));
        }
    }

    private static String current(RunningJar jar) throws Exception {
        return versions(jar).get(0);
    }

    private static void soon(Callable<Boolean> happens) {
        await().pollInterval(Duration.ofMillis(200)).atMost(PATIENCE).until(happens);
    }

    private static String health(RunningJar jar) throws Exception {
        return jar.call("GET", "/actuator/health", null, "Authorization", ADMINISTRATOR)
                .body();
    }

    private static String answer(RunningJar jar) throws Exception {
        return jar.post(
                        SERVICE,
                        Files.readString(
                                Path.of("cds-hooks/examples/spine-recurrence-order-select/third-course/request.json")))
                .body();
    }
}
