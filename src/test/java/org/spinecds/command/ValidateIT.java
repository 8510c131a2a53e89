package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar … validate}, as an informaticist types it. */
class ValidateIT {

    private final Path folder;

    ValidateIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aGoodRecordIsZero() throws Exception {
        Answer answer = run("valid/course.json");

        assertThat(answer.code()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("Nothing to mend");
    }

    @Test
    void anErrorIsOneAndSaysHowToMendIt() throws Exception {
        Answer answer = run("valid/course.json", "invalid/course-without-unit.json");

        assertThat(answer.code()).as(answer.text()).isEqualTo(1);
        assertThat(answer.text())
                .contains("Procedure/course-without-unit", "send cGy")
                .doesNotContain(" INFO ", "DEBUG");
        assertThat(folder.toFile().listFiles()).as("no journal was opened").isEmpty();
    }

    @Tag("full")
    @Test
    void aFileThatIsNotThereIsTwo() throws Exception {
        Answer answer = run("valid/nothing.json");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.text()).contains("nothing.json: The file cannot be read.");
    }

    @Tag("full")
    @Test
    void aContentThatIsNotThereIsTwoAndASentence() throws Exception {
        Answer answer = run("valid/course.json", "--content=nowhere");

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.text())
                .contains("nowhere (spinecds.content) does not exist.")
                .doesNotContain("\tat ");
    }

    @Tag("full")
    @Test
    void jsonIsOneOutcomeForEachRecord() throws Exception {
        Answer answer = run("valid/course.json", "valid/plan.json", "--json");

        assertThat(answer.text().strip().lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("{\"resourceType\":\"OperationOutcome\""));
    }

    private Answer run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target/spine-recurrence-cds.jar").toAbsolutePath().toString(),
                "validate"));
        for (String argument : arguments) {
            command.add(
                    argument.startsWith("--")
                            ? argument
                            : Path.of("fhir-profiles/examples", argument)
                                    .toAbsolutePath()
                                    .toString());
        }
        Process process = new ProcessBuilder(command)
                .directory(new File(folder.toString()))
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), text);
    }

    private record Answer(int code, String text) {}
}
