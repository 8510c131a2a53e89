package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.bench.Records;

/**
 * The image's steps lead to a service that starts from what Java learnt while they were taken, and starts with far less work
 * than without it. They need the Java of the image, 25, whose home is looked for in {@code /usr/lib/jvm} or named with
 * {@code -Djava25}; where there is none, this is skipped.
 */
@Tag("full")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

    private static final Logger log = LoggerFactory.getLogger(ImageIT.class);
    private static final Path DOCKERFILE = Path.of("src/deploy/docker/Dockerfile");
    private static final Path ENV = Path.of("/usr/bin/env");
    private static final String OPTIONS = "JAVA_TOOL_OPTIONS=";
    private static final int STARTS = 2;

    /** 0.40 was seen. */
    private static final double MOST_OF_THE_WORK_WITHOUT = 0.7;

    /** Learning is cut to what a start loads and links; the image goes on for two minutes. */
    private static final Map<String, String> SHORTER = Map.of("timeout 120 ", "timeout 45 ");

    private ImageSteps image;

    @BeforeAll
    void takeTheSteps(@TempDir Path root) throws Exception {
        Optional<Path> java = java25();
        Assumptions.assumeTrue(java.isPresent(), "There is no Java 25: name its home with -Djava25.");
        image = ImageSteps.taken(DOCKERFILE, root, java.orElseThrow(), SHORTER);
    }

    private static Optional<Path> java25() throws IOException {
        String named = System.getProperty("java25");
        if (named != null) {
            return Optional.of(Path.of(named, "bin", "java"));
        }
        Path homes = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(homes)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(homes)) {
            return found.filter(home -> home.getFileName().toString().contains("25"))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    @Test
    void itStartsFromWhatItLearntAnswersAndTellsThatItIsReady() throws Exception {
        // With this mode Java does not start where it cannot use what was learnt.
        List<String> program = with(image.program(), "-XX:AOTMode=on");

        try (RunningJar service = started(program)) {
            assertThat(ready(service)).isZero();
            var answer = service.post(
                    "/cds-services/spine-recurrence-order-select",
                    new String(Records.SMALL.record().body(), StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("no prior course overlaps this level");
            service.stop();
            assertThat(ready(service)).isNotZero();
        }
        assertThat(image.file("data")).isNotEmptyDirectory();
    }

    @Test
    void whatItLearntSavesWorkOfAStart() throws Exception {
        List<String> learnt = image.program();
        List<String> unlearnt = learnt.stream()
                .map(each -> each.startsWith(OPTIONS) ? each.replaceAll(" -XX:AOTCache=\\S+", "") : each)
                .toList();
        assertThat(unlearnt).isNotEqualTo(learnt);

        Duration withIt = Duration.ofDays(1);
        Duration without = Duration.ofDays(1);
        for (int i = 0; i < STARTS; i++) {
            withIt = least(withIt, work(learnt));
            without = least(without, work(unlearnt));
        }

        double share = (double) withIt.toMillis() / without.toMillis();
        log.info(
                "A start takes {} ms of the processors with what was learnt, {} without: {}.",
                withIt.toMillis(),
                without.toMillis(),
                share);
        assertThat(share).isLessThan(MOST_OF_THE_WORK_WITHOUT);
    }

    private static List<String> with(List<String> program, String option) {
        List<String> longer = new ArrayList<>(program);
        longer.replaceAll(each -> each.startsWith(OPTIONS) ? each + " " + option : each);
        assertThat(longer).isNotEqualTo(program);
        return longer;
    }

    private RunningJar started(List<String> program) throws Exception {
        return RunningJar.start(
                image.folder(),
                ENV,
                program,
                "--spinecds.fhir.allowed-servers=http://127.0.0.1:*",
                "--spinecds.fhir.plain-http-on-loopback=true",
                "--spinecds.security.client-tokens=false",
                "--spinecds.security.base-url=https://cds.example.org",
                "--spinecds.journal.key=a-key-for-this-test-and-nothing-else-at-all");
    }

    /** Processor time of a start to its readiness, over all threads. */
    private Duration work(List<String> program) throws Exception {
        try (RunningJar service = started(program)) {
            return ProcessHandle.of(service.pid())
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElseThrow();
        }
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** What the image's health check ends with. */
    private int ready(RunningJar service) throws Exception {
        ProcessBuilder check =
                new ProcessBuilder("bash", image.file("/usr/local/bin/ready").toString());
        check.environment().put("SERVER_PORT", String.valueOf(service.root().getPort()));
        return check.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
