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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The built jar as a site runs it that sets every threshold otherwise: it starts, and every kind of card names them. */
class ChangedSettingsIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern PARAMETER = Pattern.compile("(?m)^parameter (\\w+) (\\w+) default (.+)$");
    /** As many as a card names, in the order of the settings library; the worksheet names all. */
    private static final int NAMED = 3;

    private static final Path EXAMPLES = Path.of("cds-hooks/examples").toAbsolutePath();

    @Test
    void everyCardKindNamesTheSettingsOfTheSite(@TempDir Path folder) throws Exception {
        List<String> changed = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=demo", "--spinecds.cards.most=9"));
        PARAMETER
                .matcher(Files.readString(Path.of("cql/input/cql/SpineRecurrenceSettings.cql")))
                .results()
                .forEach(parameter -> {
                    String value = other(parameter.group(2), parameter.group(3));
                    changed.add(parameter.group(1) + " = " + value + " (default " + parameter.group(3) + ")");
                    arguments.add("--spinecds.parameters." + parameter.group(1) + "=" + value);
                });
        Set<String> kinds = new TreeSet<>();
        int calls = 0;
        try (RunningJar jar = RunningJar.start(folder, arguments.toArray(String[]::new))) {
            for (Path service : within(EXAMPLES)) {
                for (Path example : within(service)) {
                    JsonNode answer = JSON.readTree(jar.post(
                                    "/cds-services/" + service.getFileName(),
                                    Files.readString(example.resolve("request.json")))
                            .body());
                    calls++;
                    for (JsonNode card : answer.path("cards")) {
                        String kind = card.path("extension")
                                .path("org.spinecds.card")
                                .path("kind")
                                .asString();
                        kinds.add(kind);
                        assertThat(kind).isNotEqualTo("NOT_EVALUATED");
                        assertThat(card.path("detail").asString())
                                .as(example + " " + kind)
                                .contains("This site uses " + String.join(", ", changed.subList(0, NAMED)) + " and "
                                        + (changed.size() - NAMED) + " more settings");
                    }
                }
            }
        }

        assertThat(changed).hasSizeGreaterThan(20);
        assertThat(calls).isGreaterThan(8);
        assertThat(kinds).contains("EMERGENCY", "SCOPE", "DOSE_SAFETY", "DATA_QUALITY", "OPTIONS", "SUMMARY");
    }

    private static List<Path> within(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Another value of the same type, near enough to the default that every rule still has a meaning. */
    private static String other(String type, String standard) {
        return switch (type) {
            case "Decimal" -> standard.equals("1.0") ? "1.1" : String.valueOf(Double.parseDouble(standard) * 0.9);
            case "Integer" -> String.valueOf(Integer.parseInt(standard) + 1);
            case "Boolean" -> standard.equals("true") ? "false" : "true";
            default -> standard.equals("'1b'") ? "2" : "By the protocol of this site.";
        };
    }
}
