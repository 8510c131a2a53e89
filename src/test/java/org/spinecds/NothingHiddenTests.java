package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A newcomer runs what the README says, and nothing else decides whether a test passes. */
class NothingHiddenTests {

    /** Properties of Java and of Spring, which need no setting. */
    private static final Set<String> GIVEN =
            Set.of("java.home", "local.server.port", "server.shutdown", "spring.lifecycle.timeout-per-shutdown-phase");

    private static final Pattern PROPERTY =
            Pattern.compile("(?:getBoolean|getProperty|getLong|getInteger)\\(\\s*\"([^\"]+)\"");

    @Test
    void continuousIntegrationBeginsWithTheCommandOfTheReadme() throws Exception {
        String first = lines(".ci/run")
                .filter(line -> line.startsWith("./mvnw"))
                .findFirst()
                .orElseThrow();
        String readme = text("README.md");
        String section = readme.substring(readme.indexOf("## Test it"));

        assertThat(section).startsWith("## Test it\n\n    ./mvnw verify\n");
        assertThat(first).isEqualTo("./mvnw verify || report");
        assertThat(text(".ci/run").substring(0, text(".ci/run").indexOf("./mvnw")))
                .doesNotContain("-P", "-D");
    }

    @Test
    void everyPropertyThatATestAsksForIsNamedForNewcomers() throws Exception {
        String told = text("README.md") + text("CONTRIBUTING.md");
        Set<String> asked = new TreeSet<>();
        for (Path test : tests()) {
            PROPERTY.matcher(Files.readString(test)).results().forEach(found -> asked.add(found.group(1)));
        }
        asked.removeAll(GIVEN);

        assertThat(asked).isNotEmpty().allSatisfy(property -> assertThat(told).contains("-D" + property));
    }

    @Test
    void noTestReadsAVariableOfTheEnvironment() throws Exception {
        for (Path test : tests()) {
            if (!test.endsWith("NothingHiddenTests.java")) {
                assertThat(Files.readString(test)).as(test.toString()).doesNotContain("System.getenv(");
            }
        }
    }

    @Test
    void everyProfileOfTheBuildIsNamedAndNoneComesIntoForceByItself() throws Exception {
        String pom = text("pom.xml");
        String profiles = pom.substring(pom.indexOf("<profiles>"));
        List<String> names = Pattern.compile("<profile>\\s*<id>([^<]+)</id>")
                .matcher(profiles)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(text("CONTRIBUTING.md"))
                .contains("-P" + name));
        assertThat(profiles).doesNotContain("<activation>");
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
        }
    }

    private static Stream<String> lines(String file) throws IOException {
        return text(file).lines();
    }

    private static String text(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
