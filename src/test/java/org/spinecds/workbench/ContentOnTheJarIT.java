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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.RunningJar;
import org.spinecds.journal.Databases;
import tools.jackson.databind.json.JsonMapper;

/** The built jar, started anew after a content was refused, killed while one is accepted, and beside another instance. */
@Tag("full")
class ContentOnTheJarIT {

    private static final String DEMO = "--spring.profiles.active=demo";
    private static final String WORDS = "cds-hooks/cards/SUMMARY.md";
    private static final String CASE = "cql/input/tests/SpineRecurrenceAssessment/H011.json";
    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ADMINISTRATOR = basic("admin:demo");
    private static final String SECOND = basic("second:other");

    private final Path work;
    private final ContentCopy content;

    ContentOnTheJarIT(@TempDir Path work, @TempDir Path folder) throws Exception {
        this.work = work;
        this.content = ContentCopy.in(folder, List.of("H011"));
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    private RunningJar start(String... more) throws Exception {
        String[] arguments = Stream.concat(
                        Stream.of(DEMO, "--spinecds.warm-up=1ms", "--spinecds.content=" + content.folder()),
                        Stream.of(more))
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
    }

    @Test
    void twoAdministratorsTakeARefusedContentIntoForceAlthoughACaseFails() throws Exception {
        try (RunningJar jar = start("--spinecds.security.administrators.second={noop}other")) {
            words("", "Urgent words. ");
            content.change(CASE, "\"governingLevel\": \"T8\"", "\"governingLevel\": \"L9\"");
            soon(() -> health(jar).contains("H011: governingLevel: expected"));

            assertThat(override(jar, "", "{\"reason\": \"The case is wrong.\"}", ADMINISTRATOR))
                    .isEqualTo(200);
            assertThat(override(jar, "/confirm", "{}", ADMINISTRATOR))
                    .as("not by the one who proposed it")
                    .isEqualTo(409);
            assertThat(answer(jar)).doesNotContain("Urgent words");

            assertThat(override(jar, "/confirm", "{}", SECOND)).isEqualTo(200);
            assertThat(answer(jar)).contains("Urgent words");
            assertThat(health(jar)).contains("H011");
            assertThat(jar.call("GET", "/workbench", null, "Authorization", ADMINISTRATOR)
                            .body())
                    .contains("The case is wrong.", "admin", "second", "H011");
            assertThat(jar.call("GET", "/actuator/prometheus", null, "Authorization", ADMINISTRATOR)
                            .body())
                    .containsPattern("(?m)^spinecds_content_overridden(\\{[^}]*})? 1\\.0$");

            content.change(CASE, "\"governingLevel\": \"L9\"", "\"governingLevel\": \"T8\"");
            soon(() -> jar.call("GET", "/actuator/prometheus", null, "Authorization", ADMINISTRATOR)
                    .body()
                    .matches("(?s).*\nspinecds_content_overridden(\\{[^}]*})? 0\\.0\n.*"));
            assertThat(answer(jar)).contains("Urgent words");
        }
    }

    private static int override(RunningJar jar, String path, String body, String administrator) throws Exception {
        return jar.post("/workbench/override" + path, body, "Authorization", administrator)
                .statusCode();
    }

    /** The content is in the database whole by the time that it is in force, or not at all: the folder is no help after the kill. */
    @Test
    void killedWhileAContentIsBeingAcceptedOneWholeVersionIsInForce() throws Exception {
        RunningJar jar = start();
        String before = "";
        int known = 1;
        try {
            for (int millis : List.of(0, 60)) {
                String said = "Words of " + millis;
                String after = said + ". ";
                String current = versions(jar).get(0);
                words(before, after);
                // From the last case on it is a matter of milliseconds.
                RunningJar victim = jar;
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(PATIENCE)
                        .until(() -> isAboutToChange(victim, current));
                Thread.sleep(millis);
                victim.kill();
                content.change("cds-hooks/cards/phrases.json", "{", "{{");

                jar = start();
                known += answer(jar).contains(said) ? 1 : 0;
                assertThat(health(jar)).contains("phrases");
                assertThat(versions(jar)).as("in force whole, or not at all").hasSize(known);
                content.change("cds-hooks/cards/phrases.json", "{{", "{");
                before = after;
                RunningJar mended = jar;
                soon(() -> answer(mended).contains(said));
                known = versions(jar).size();
            }
        } finally {
            jar.close();
        }
    }

    private static boolean isAboutToChange(RunningJar jar, String current) throws Exception {
        return Pattern.compile("\"played\":(\\d+),\"of\":\\1\\b")
                        .matcher(health(jar))
                        .find()
                || !versions(jar).get(0).equals(current);
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

    @Test
    void aRollbackThatWasAnsweredOutlastsAKill() throws Exception {
        String before;
        RunningJar jar = start();
        try {
            before = current(jar);
            words("", "Other words. ");
            soon(() -> answer(jar).contains("Other words"));
            // Older commits are on disk by then, so that the rollback alone is at stake.
            Thread.sleep(2000);
            assertThat(jar.post("/workbench/rollback", "{}", "Authorization", ADMINISTRATOR)
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            jar.kill();
        }

        try (RunningJar again = start()) {
            assertThat(current(again)).isEqualTo(before);
            assertThat(answer(again)).doesNotContain("Other words");
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
