package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records in the work folder are deleted however a replay ends. */
class WorkFolderTests {

    private final Path folder;

    WorkFolderTests(@TempDir Path folder) {
        this.folder = folder;
    }

    /** A replay that is told to stop while it asks. */
    public static final class Stopped {

        private Stopped() {}

        public static void main(String[] arguments) throws Exception {
            WorkFolder work = WorkFolder.at(Path.of(arguments[0]));
            Files.writeString(work.path().resolve("part-0"), "a record");
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }

    private static Path classesOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void aReplayThatIsToldToStopLeavesNoRecordsBehind() throws Exception {
        Process replay = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        classesOf(WorkFolder.class) + File.pathSeparator + classesOf(Stopped.class),
                        Stopped.class.getName(),
                        folder.resolve("work").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(replay.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");
            assertThat(folder.resolve("work/part-0")).exists();
        } finally {
            replay.destroy();
        }
        assertThat(replay.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("work")).doesNotExist();
    }

    @Test
    void noThreadWorksOnAfterAFailure() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(CohortTests.metastasis("m" + i, "p" + i));
        }
        ExportFolder export = new ExportFolder(folder.resolve("export")).withLines("Condition.ndjson", lines);
        CohortSearch search = new CohortSearch(
                Export.in(export.path()), List.of(CohortTests.RULES), Limits.of(4), folder.resolve("work"));
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() -> search.ask(record -> {
                    if (begun.getAndIncrement() == 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    long end = System.nanoTime() + 300_000_000;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    ended.incrementAndGet();
                    return List.of(record);
                }))
                .hasMessage("on purpose");

        assertThat(ended).hasValue(begun.get() - 1);
        assertThat(folder.resolve("work")).doesNotExist();
    }
}
