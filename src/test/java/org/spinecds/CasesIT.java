package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every worked case, as an EHR would play it: by prefetch, from the FHIR server, and half and half. The whole expected
 * assessment is compared, sets as sets and numbers to 0.001, and the cards by kind, indicator and order.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class CasesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path CASES = Path.of("cql/input/tests/SpineRecurrenceAssessment");
    private static final String TOKEN = "token-of-this-call";
    private static final Set<String> SETS =
            Set.of("reasons", "flags", "binding", "recommended", "conditional", "missing", "problems", "scenarios");
    private static final Set<String> STRICT = Set.of("basis", "levels", "options", "maxThecalSac", "constraints");
    private static final Set<String> NEVER_EXTRA = Set.of("budgetEqd2Gy", "table3Row", "lo", "hi");
    private static final Pattern RAW = Pattern.compile("\\bnull\\b|\\bNaN\\b|Tuple|\\{\\{");
    private static final Pattern VERDICT = Pattern.compile("(?i)\\bsafe(ly)?\\b");
    private static final Pattern DOSE = Pattern.compile("\\d Gy");

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    enum Source {
        PREFETCH,
        SERVER,
        HALF_AND_HALF
    }

    static Stream<Arguments> plays() throws Exception {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.sorted().toList().stream().flatMap(file -> Stream.of(Source.values())
                    .map(source -> Arguments.of(String.valueOf(file.getFileName()), source)));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("plays")
    void caseIsAssessedAsExpected(String file, Source source) throws Exception {
        JsonNode play = JSON.readTree(Files.readString(CASES.resolve(file)));
        List<JsonNode> resources = new ArrayList<>();
        play.path("record").path("entry").forEach(entry -> resources.add(entry.path("resource")));
        try (RecordServer ehr = new RecordServer(resources)) {
            JsonNode answer = ask(request(play, source, ehr));

            ObjectNode expected = (ObjectNode) play.path("expected").deepCopy();
            JsonNode cards = expected.remove("cards");
            List<String> differences = new ArrayList<>();
            compare(expected, answer.path("extension").path("org.spinecds.assessment"), "", "", differences);
            assertThat(differences).isEmpty();
            assertThat(shown(answer)).isEqualTo(wanted(cards));
            answer.path("cards").forEach(card -> assertWording(card, expected));
            assertThat(ehr.authorizations).allMatch(header -> header.equals("Bearer " + TOKEN));
        }
    }

    private static JsonNode request(JsonNode play, Source source, RecordServer ehr) throws Exception {
        ObjectNode request = (ObjectNode) play.path("request").deepCopy();
        String patient = request.path("context").path("patientId").asString();
        JsonNode service =
                JSON.readTree(Files.readString(Path.of("cds-hooks/services/spine-recurrence-order-select.json")));
        TreeMap<String, String> templates = new TreeMap<>();
        service.path("prefetch")
                .properties()
                .forEach(entry -> templates.put(
                        entry.getKey(), entry.getValue().asString().replace("{{context.patientId}}", patient)));
        ObjectNode prefetch = JSON.createObjectNode();
        int position = 0;
        for (var template : templates.entrySet()) {
            boolean isSent = source == Source.PREFETCH || (source == Source.HALF_AND_HALF && position % 2 == 0);
            position++;
            if (isSent) {
                prefetch.set(template.getKey(), ehr.prefetch(template.getValue()));
            }
        }
        if (!prefetch.isEmpty()) {
            request.set("prefetch", prefetch);
        }
        if (source != Source.PREFETCH) {
            request.put("fhirServer", ehr.base());
            request.putObject("fhirAuthorization")
                    .put("access_token", TOKEN)
                    .put("token_type", "Bearer")
                    .put("expires_in", 300)
                    .put("scope", "patient/*.read")
                    .put("subject", "spine-recurrence-cds")
                    .put("patient", patient);
        }
        return request;
    }

    private JsonNode ask(JsonNode request) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/cds-services/spine-recurrence-order-select"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<String> shown(JsonNode answer) {
        List<String> shown = new ArrayList<>();
        answer.path("cards")
                .forEach(card -> shown.add(card.path("extension")
                                .path("org.spinecds.card")
                                .path("kind")
                                .asString() + " " + card.path("indicator").asString()));
        return shown;
    }

    private static List<String> wanted(JsonNode cards) {
        List<String> wanted = new ArrayList<>();
        cards.forEach(card -> wanted.add(
                card.path("kind").asString() + " " + card.path("indicator").asString()));
        return wanted;
    }

    private static void compare(
            JsonNode expected, JsonNode actual, String path, String name, List<String> differences) {
        if (expected.isObject()) {
            expected.properties()
                    .forEach(member -> compare(
                            member.getValue(),
                            actual.path(member.getKey()),
                            path + "." + member.getKey(),
                            member.getKey(),
                            differences));
            actual.properties().forEach(member -> {
                boolean isUnexpected = STRICT.contains(name)
                        || (SETS.contains(member.getKey()) && !member.getValue().isEmpty())
                        || NEVER_EXTRA.contains(member.getKey());
                if (!expected.has(member.getKey()) && isUnexpected) {
                    differences.add(path + ": unexpected " + member);
                }
            });
        } else if (expected.isArray() && SETS.contains(name)) {
            if (!texts(expected).equals(texts(actual))) {
                differences.add(path + ": expected " + expected + ", got " + actual);
            }
        } else if (expected.isNumber()) {
            if (!actual.isNumber() || Math.abs(expected.asDouble() - actual.asDouble()) > 0.0011) {
                differences.add(path + ": expected " + expected + ", got " + actual);
            }
        } else if (!expected.equals(actual)) {
            differences.add(path + ": expected " + expected + ", got " + actual);
        }
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(element -> texts.add(element.asString()));
        return texts;
    }

    private static void assertWording(JsonNode card, JsonNode expected) {
        String summary = card.path("summary").asString();
        String detail = card.path("detail").asString();
        String kind =
                card.path("extension").path("org.spinecds.card").path("kind").asString();
        assertThat(summary).hasSizeLessThan(140);
        assertThat(summary + " " + detail).doesNotContainPattern(RAW).doesNotContainPattern(VERDICT);
        if (DOSE.matcher(detail).find()) {
            assertThat(detail)
                    .as("every number of " + kind + " names its model")
                    .contains("alpha/beta 2");
        }
        if (kind.equals("DOSE_SAFETY")) {
            assertThat(detail).contains("alpha/beta 2");
            if (expected.toString().contains("prescription-surrogate")) {
                assertThat(detail).contains("surrogate");
            }
        }
        if (expected.toString().contains("PAEDIATRIC")) {
            assertThat(summary + detail).as("no limit for a child").doesNotContainPattern(DOSE);
        }
    }
}
