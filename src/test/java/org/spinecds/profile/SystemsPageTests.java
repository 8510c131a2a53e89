package org.spinecds.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;

/** The page for those who connect an EHR promises nothing that no test holds. */
class SystemsPageTests {

    private static final Pattern CASE = Pattern.compile("\\bW\\d{3}\\b");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|IT))`");

    static Stream<String> rows() throws Exception {
        return Files.readAllLines(Path.of("fhir-profiles/SYSTEMS.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.endsWith("| held by |"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowNamesWhatHoldsIt(String row) throws Exception {
        List<String> cells = List.of(row.split(" \\| ", -1));
        String heldBy = cells.get(cells.size() - 1);
        List<String> cases =
                CASE.matcher(heldBy).results().map(found -> found.group()).toList();
        List<String> tests =
                TEST.matcher(heldBy).results().map(found -> found.group(1)).toList();

        assertThat(cases.size() + tests.size()).isPositive();
        assertThat(cases).allSatisfy(id -> assertThat(WorkedCases.file(id)).exists());
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            assertThat(tests).allSatisfy(test -> assertThat(names).contains(test + ".java"));
        }
    }
}
