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
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.workbench.WorkedCase;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every worked case, as an EHR would play it: by prefetch, from the FHIR server, and half and half in
 * pages of two. The whole expected
 * assessment is compared, sets as sets and numbers to 0.001, and the cards by kind, indicator and order.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class CasesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TOKEN = "token-of-this-call";
    private static final Pattern RAW = Pattern.compile("\\bnull\\b|\\bNaN\\b|Tuple|\\{\\{");
    private static final Pattern VERDICT = Pattern.compile("(?i)\\bsafe(ly)?\\b");
    private static final Pattern DOSE = Pattern.compile("\\d Gy");

    /** What the record says, quoted: a dose in it is none of the card's own. */
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    /** The first tier plays one case in so many. */
    private static final int SHARES = 5;

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    enum Source {
        PREFETCH,
        SERVER,
        HALF_AND_HALF
    }

    static List<WorkedCase> cases() {
        return WorkedCases.ofAnEhr();
    }

    static List<WorkedCase> share() {
        return shares(0);
    }

    static List<WorkedCase> rest() {
        return IntStream.range(1, SHARES)
                .mapToObj(CasesIT::shares)
                .flatMap(List::stream)
                .toList();
    }

    private static List<WorkedCase> shares(int first) {
        return IntStream.iterate(first, place -> place < cases().size(), place -> place + SHARES)
                .mapToObj(cases()::get)
                .toList();
    }

    @ParameterizedTest(name = "{0} by prefetch")
    @MethodSource("share")
    void caseIsAssessedAsExpected(WorkedCase play) throws Exception {
        assertIsAssessedAsExpected(play, Source.PREFETCH);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0} by prefetch")
    @MethodSource("rest")
    void caseOfTheRestIsAssessedAsExpected(WorkedCase play) throws Exception {
        assertIsAssessedAsExpected(play, Source.PREFETCH);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0} from the server")
    @MethodSource("cases")
    void caseIsAssessedAsExpectedFromTheServer(WorkedCase play) throws Exception {
        assertIsAssessedAsExpected(play, Source.SERVER);
    }

    @Tag("full")
    @ParameterizedTest(name = "{0} half and half")
    @MethodSource("cases")
    void caseIsAssessedAsExpectedHalfAndHalf(WorkedCase play) throws Exception {
        assertIsAssessedAsExpected(play, Source.HALF_AND_HALF);
    }

    private void assertIsAssessedAsExpected(WorkedCase play, Source source) throws Exception {
        try (RecordServer ehr = new RecordServer(play.resources(), source == Source.HALF_AND_HALF ? 2 : 20)) {
            JsonNode answer = ask(request(play, source, ehr));

            JsonNode assessment = answer.path("extension").path("org.spinecds.assessment");
            assertThat(play.differences(assessment, shown(answer))).isEmpty();
            answer.path("cards").forEach(card -> assertWording(card, play.expected()));
            assertThat(ehr.authorizations).allMatch(header -> header.equals("Bearer " + TOKEN));
        }
    }

    private static JsonNode request(WorkedCase play, Source source, RecordServer ehr) throws Exception {
        ObjectNode request = (ObjectNode) play.request();
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
        Schemas.assertConforms("response", answer.body());
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

    private static void assertWording(JsonNode card, JsonNode expected) {
        String summary = card.path("summary").asString();
        String detail = card.path("detail").asString();
        String kind =
                card.path("extension").path("org.spinecds.card").path("kind").asString();
        assertThat(summary).hasSizeLessThan(140);
        assertThat(summary + " " + detail).doesNotContainPattern(RAW).doesNotContainPattern(VERDICT);
        if (DOSE.matcher(QUOTED.matcher(detail).replaceAll("")).find()) {
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
        if (expected.toString().contains("\"PAEDIATRIC\"")) {
            assertThat(summary + detail).as("no limit for a child").doesNotContainPattern(DOSE);
        }
    }
}
