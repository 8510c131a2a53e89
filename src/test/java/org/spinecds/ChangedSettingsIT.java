package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The built jar as a site runs it that sets every threshold otherwise: it starts, and every kind of card names them. */
@Tag("full")
class ChangedSettingsIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern PARAMETER = Pattern.compile("(?m)^parameter (\\w+) (\\w+) default (.+)$");
    /** As many as a card names, in the order of the settings library; the worksheet names all. */
    private static final int NAMED = 3;

    private static final String SERVICE = "spine-recurrence-order-select";
    private static final List<String> CASES =
            List.of("G002", "G003", "G006", "G014", "G022", "G053", "G055", "G066", "N022", "V03");
    private static final Pattern OLD_WORDS =
            Pattern.compile("(?:at least|less than) 5 months|of 25(?:\\.0)? Gy EQD2|[Bb]elow 25 Gy EQD2");

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
        String stamp = "This site uses " + String.join(", ", changed.subList(0, NAMED)) + " and "
                + (changed.size() - NAMED) + " more settings";
        Set<String> kinds = new TreeSet<>();
        Set<String> services = new TreeSet<>();
        try (RunningJar jar = RunningJar.start(folder, arguments.toArray(String[]::new))) {
            for (Call call : calls()) {
                services.add(call.service());
                for (JsonNode card : cards(jar, call)) {
                    kinds.add(kind(card));
                    assertThat(card.path("detail").asString())
                            .as(call.name() + " " + kind(card))
                            .contains(stamp);
                }
            }
        }

        assertThat(changed).hasSizeGreaterThan(20);
        assertThat(services).isEqualTo(names(Path.of("cds-hooks/services"), ".json", ""));
        Set<String> all = kindsOfCards();
        // This site is a specialised centre, which is not told to refer; the other start has this card.
        all.remove("REFERRAL");
        assertThat(kinds).containsExactlyElementsOf(all);
    }

    /** What issue 21 tries by hand: two settings that many sentences name. */
    @Test
    void twoSettingsChangeEveryWord(@TempDir Path folder) throws Exception {
        Set<String> kinds = new TreeSet<>();
        StringBuilder said = new StringBuilder();
        try (RunningJar jar = RunningJar.start(
                folder,
                "--spring.profiles.active=demo",
                "--spinecds.cards.most=9",
                "--spinecds.parameters.minMonths=6",
                "--spinecds.parameters.sbrtCap=20")) {
            for (Call call : calls()) {
                for (JsonNode card : cards(jar, call)) {
                    kinds.add(kind(card));
                    String words = card.path("summary").asString() + "\n"
                            + card.path("detail").asString();
                    said.append(words).append('\n');
                    assertThat(words)
                            .as(call.name() + " " + kind(card))
                            .doesNotContainPattern(OLD_WORDS)
                            .contains("This site uses sbrtCap = 20 (default 25.0), minMonths = 6 (default 5)");
                }
            }
        }

        assertThat(kinds).containsExactlyElementsOf(kindsOfCards());
        assertThat(said).contains("of at least 6 months", "less than 6 months since the last course", " of 20 Gy EQD2");
    }

    private record Call(String name, String service, String request) {}

    /** The examples of every service, and worked cases of whichever kinds of card the examples have not. */
    private static List<Call> calls() throws Exception {
        List<Call> calls = new ArrayList<>();
        for (Path service : within(EXAMPLES)) {
            for (Path example : within(service)) {
                calls.add(new Call(
                        String.valueOf(example.getFileName()),
                        String.valueOf(service.getFileName()),
                        Files.readString(example.resolve("request.json"))));
            }
        }
        for (String id : CASES) {
            calls.add(new Call(id, SERVICE, request(WorkedCases.named(id))));
        }
        return calls;
    }

    private static String request(WorkedCase play) throws Exception {
        ObjectNode request = (ObjectNode) play.request();
        String patient = request.path("context").path("patientId").asString();
        JsonNode service = JSON.readTree(Files.readString(Path.of("cds-hooks/services", SERVICE + ".json")));
        ObjectNode prefetch = request.putObject("prefetch");
        try (RecordServer ehr = new RecordServer(play.resources())) {
            for (Map.Entry<String, JsonNode> query : service.path("prefetch").properties()) {
                prefetch.set(
                        query.getKey(),
                        ehr.prefetch(query.getValue().asString().replace("{{context.patientId}}", patient)));
            }
        }
        return request.toString();
    }

    /** No card is left out, and none is the one that says that nothing was evaluated. */
    private static List<JsonNode> cards(RunningJar jar, Call call) throws Exception {
        JsonNode answer = JSON.readTree(
                jar.post("/cds-services/" + call.service(), call.request()).body());
        List<JsonNode> cards = new ArrayList<>();
        answer.path("cards").forEach(cards::add);
        assertThat(answer.has("cards")).as(call.name()).isTrue();
        assertThat(cards).as(call.name()).noneMatch(card -> kind(card).equals("NOT_EVALUATED"));
        return cards;
    }

    private static String kind(JsonNode card) {
        return card.path("extension").path("org.spinecds.card").path("kind").asString();
    }

    /** Every kind that has a template, but the one that a failure alone shows. */
    private static Set<String> kindsOfCards() throws IOException {
        Set<String> kinds = names(Path.of("cds-hooks/cards"), ".md", "\n---\n");
        // Those of the service itself: a fault, or a suspension by the site.
        kinds.removeAll(Set.of("NOT_EVALUATED", "NOT_WORDED", "PLAIN", "SUSPENDED", "HELD"));
        return kinds;
    }

    private static Set<String> names(Path folder, String suffix, String holding) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : within(folder)) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(suffix) && Files.readString(file).contains(holding)) {
                names.add(name.substring(0, name.length() - suffix.length()));
            }
        }
        return names;
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
