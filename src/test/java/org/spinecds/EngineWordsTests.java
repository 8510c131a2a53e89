package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine answers by any guideline: words of the spine and of radiotherapy stand in the content alone. */
class EngineWordsTests {

    private static final Path ENGINE = Path.of("src/engine/main");

    private static final Pattern WORD = Pattern.compile(
            "(?i)(?<![a-z])(spin(e|es|al)|vertebra\\w*|thecal|sac|cord|doses?|gy|eqd2|fractions?|irradiat\\w*|radio(therapy|surgery)"
                    + "|metasta\\w*|tumou?rs?|cancer|oncolog\\w*|bilsky|noms|sins|ecog|sbrt|hytec|kotecha|emergency|surgical)(?![a-z])");

    /** Where a word begins in a name such as doseBeside or NEW_DOSE. */
    private static final Pattern JOINT = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|_");

    private static boolean speaksOfTheSpine(String line) {
        return WORD.matcher(JOINT.matcher(line).replaceAll(" ").replace("spinecds", ""))
                .find();
    }

    @Test
    void theEngineHasNoWordOfTheSpine() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ENGINE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (speaksOfTheSpine(lines.get(i))) {
                        found.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"int dose = 1;", "doseBeside(value)", "PRIOR_DOSE", "/** A vertebral level. */", "the thecalSac"
            })
    void aWordOfTheSpineIsFound(String line) {
        assertThat(speaksOfTheSpine(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"package org.spinecds.card;", "a record", "it is recorded", "the dosage"})
    void anotherWordIsNot(String line) {
        assertThat(speaksOfTheSpine(line)).isFalse();
    }
}
