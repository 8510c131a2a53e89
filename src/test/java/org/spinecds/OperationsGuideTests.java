package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;

/** The guide for operators has every setting, with its default, every alert, and nothing that is not there. */
class OperationsGuideTests {

    private static final Path GUIDE = Path.of("docs/operations.md");
    private static final String CLIENT = "spinecds.security.clients.*.";

    @Test
    void everySettingOfTheServiceIsInTheGuideWithItsDefault() throws IOException {
        String guide = Files.readString(GUIDE);

        KnownSettings.own().forEach((key, value) -> {
            String shown = key.startsWith(CLIENT) ? key.substring(CLIENT.length()) : key.replace("*", "<name>");
            String row = guide.lines()
                    .filter(line -> line.startsWith("| ") && line.split("\\|", -1)[1].contains("`" + shown + "`"))
                    .findFirst()
                    .orElse("");
            assertThat(row).as(key).isNotEmpty();
            for (String one : value.isEmpty() ? List.<String>of() : List.of(value.split(", "))) {
                assertThat(row.split("\\|", -1)[2]).as("default of " + key).contains("`" + one + "`");
            }
        });
    }

    @Test
    void theGuideNamesNoSettingThatIsNone() throws IOException {
        String guide = Files.readString(GUIDE);
        Matcher named = Pattern.compile("`((spinecds|management|server|spring|logging)\\.[a-zA-Z0-9.<>\\[\\]-]+)`")
                .matcher(guide);
        Set<String> unknown = new TreeSet<>();
        while (named.find()) {
            String key = named.group(1).replaceAll("<[a-z]+>", "*");
            if (!KnownSettings.has(key) && !KnownSettings.hasBelow(key) && !isMetric(guide, named.group(1))) {
                unknown.add(key);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void whatTheServiceSetsOfThePlatformIsInTheGuide() throws IOException {
        String guide = Files.readString(GUIDE);

        for (String key : yaml("src/service/main/resources/application.yml").stringPropertyNames()) {
            String setting = key.replaceAll("\\[\\d+]$", "").replaceAll("\\[([a-z.]+)]", ".$1");
            if (!setting.startsWith("spinecds.")) {
                assertThat(guide).as(setting).contains("`" + setting + "`");
            }
        }
    }

    @Test
    void everyAlertIsExplained() throws IOException {
        String guide = Files.readString(GUIDE);
        Properties rules = yaml("src/deploy/prometheus/alerts.yaml");
        List<String> alerts = rules.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".alert"))
                .map(rules::getProperty)
                .toList();

        assertThat(alerts).hasSizeGreaterThan(5).allSatisfy(alert -> assertThat(guide)
                .contains("| `" + alert + "` |"));
        assertThat(Pattern.compile("\\| `(SpineCds\\w+)` \\|")
                        .matcher(guide)
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(alerts);
    }

    private static boolean isMetric(String guide, String name) {
        return Pattern.compile("^\\| `" + Pattern.quote(name) + "` \\| (timer|counter|gauge) \\|", Pattern.MULTILINE)
                .matcher(guide)
                .find();
    }

    private static Properties yaml(String path) {
        YamlPropertiesFactoryBean file = new YamlPropertiesFactoryBean();
        file.setResources(new FileSystemResource(path));
        @Nullable Properties flat = file.getObject();
        assertThat(flat).isNotNull();
        return flat == null ? new Properties() : flat;
    }
}
