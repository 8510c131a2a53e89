package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static final String TAG = "@Tag\\(\"([^\"]+)\"\\)";
    private static final Pattern IS_A_TEST = Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b");

    @Test
    void continuousIntegrationRunsTheCommandThatTheReadmeNamesForAllTests() throws Exception {
        String script = text(".ci/run");
        String readme = text("README.md");
        List<String> commands = readme.substring(readme.indexOf("## Test it"), readme.indexOf("## Use the jar"))
                .lines()
                .filter(line -> line.startsWith("    ./mvnw"))
                .map(String::strip)
                .toList();

        assertThat(commands).containsExactly("./mvnw verify", "./mvnw verify -Pfull");
        assertThat(script.lines().filter(line -> line.contains("mvnw")))
                .containsExactly("./mvnw verify -Pfull || report");
        assertThat(script.substring(0, script.indexOf("./mvnw"))).doesNotContain("-P", "-D");
    }

    @Test
    void theTwoCommandsOfTheReadmeLeaveNoTestOut() throws Exception {
        String pom = projectFiles();

        assertThat(found("<(?:groups|excludedGroups|tag\\.left\\.out)>([^<]*)<", pom))
                .containsExactly(
                        "full", "${tag.left.out}", "alone,${tag.left.out}", "alone", "${tag.left.out}", "none");
        assertThat(pom).doesNotContain("<skipTests>false", "<skipITs>", "<excludedGroups/>", "<test>", "<it.test>");
        for (Path test : tests()) {
            String text = Files.readString(test);
            String name = test.getFileName().toString();
            if (!name.equals("NothingHiddenTests.java")) {
                assertThat(text).as(name).doesNotContain("@Disabled", "@Tags(");
                assertThat(Set.of("full", "alone")).as(name).containsAll(found(TAG, text));
                assertThat(!IS_A_TEST.matcher(text).find() || name.endsWith("Tests.java") || name.endsWith("IT.java"))
                        .as(name + " is found by its name")
                        .isTrue();
            }
        }
    }

    @Test
    void everyTestOfTheFullTierArguesForItself() throws Exception {
        String page = text("src/test/README.md");
        String table = page.substring(page.indexOf("## The full tier"));

        assertThat(found("(?m)^\\| `(\\w+)` \\| [^|]{20,} \\|", table))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(testsOfTheFullTier());
    }

    @Test
    void everyCommandThatNamesATestOfTheFullTierRunsThatTier() throws Exception {
        List<String> commands = new ArrayList<>();
        for (String page : List.of("README.md", "CONTRIBUTING.md", "src/test/README.md", "docs/performance.md")) {
            commands.addAll(found("`(\\./mvnw[^`]*)`", text(page)));
            commands.addAll(found("(?m)^    (\\./mvnw.*)$", text(page)));
        }
        List<String> full = testsOfTheFullTier();

        assertThat(commands)
                .filteredOn(command -> full.stream().anyMatch(command::contains))
                .hasSizeGreaterThan(3)
                .allMatch(command -> command.contains("-Pfull"));
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
        String pom = projectFiles();
        String profiles = pom.substring(pom.indexOf("<profiles>"));
        List<String> names = found("<profile>\\s*<id>([^<]+)</id>", profiles);

        assertThat(names).isNotEmpty().allSatisfy(name -> assertThat(text("CONTRIBUTING.md"))
                .contains("-P" + name));
        assertThat(profiles).doesNotContain("<activation>");
    }

    private static String projectFiles() throws IOException {
        return text("pom.xml")
                + text("src/cohort/pom.xml")
                + text("src/dose/pom.xml")
                + text("src/engine/pom.xml")
                + text("src/service/pom.xml");
    }

    private static List<String> testsOfTheFullTier() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path test : tests()) {
            if (!test.endsWith("NothingHiddenTests.java")
                    && found(TAG, Files.readString(test)).contains("full")) {
                names.add(test.getFileName().toString().replace(".java", ""));
            }
        }
        return names;
    }

    /** Every first group of a pattern in a text. */
    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
        }
    }

    private static String text(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
