package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.Schemas;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What CDS Hooks 2.0.1 demands of a service, from outside; each test bears the number of its row in docs/integration.md. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class ConformanceIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final Pattern TOKEN = Pattern.compile("\\{\\{(.*?)}}");
    private static final Pattern PARAMETER = Pattern.compile("[?&]([^=&]+)=");

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final int port;

    ConformanceIT(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void r7ToR10DiscoveryNamesEveryService() throws Exception {
        HttpResponse<String> answer = get("/cds-services");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        Set<String> ids = new HashSet<>();
        for (JsonNode service : json.readTree(answer.body()).path("services")) {
            assertThat(service.path("title").asString()).isNotBlank();
            assertThat(service.path("description").asString()).isNotBlank();
            // One client keys services by address: the same id twice would hide one of them.
            assertThat(ids.add(service.path("id").asString())).isTrue();
        }
        assertThat(ids).hasSize(3);
    }

    @Test
    void r36ToR40PrefetchUsesOneRootTokenAndPlainQueries() throws Exception {
        for (JsonNode service : json.readTree(get("/cds-services").body()).path("services")) {
            for (JsonNode template : service.path("prefetch").values()) {
                String text = template.asString();
                assertThat(TOKEN.matcher(text).results().map(token -> token.group(1)))
                        .containsOnly("context.patientId");
                List<String> parameters = PARAMETER
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .toList();
                assertThat(parameters).as(text).doesNotHaveDuplicates();
                assertThat(text)
                        .matches("[A-Z][A-Za-z]+(/\\{\\{context.patientId}}|\\?(patient|code|category|_count)=.*)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json;charset=UTF-8", "application/fhir+json"})
    void r18ACallIsJson(String mediaType) throws Exception {
        HttpResponse<String> answer = send(SERVICE, example().toString(), "Content-Type", mediaType);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void r18AnyAcceptHeaderIsAnsweredWithJson() throws Exception {
        assertThat(send(
                                SERVICE,
                                example().toString(),
                                "Content-Type",
                                "application/json",
                                "Accept",
                                "application/json+fhir")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void r20TheSameHookInstanceMayCallAgain() throws Exception {
        String call = example().toString();

        assertThat(post(call).statusCode()).isEqualTo(200);
        assertThat(post(call).statusCode()).isEqualTo(200);
    }

    @Test
    void r24AndR49WithoutPrefetchAndServerTheAnswerIs412() throws Exception {
        ObjectNode call = example();
        call.remove("prefetch");

        refused(post(call.toString()), 412);
    }

    @Test
    void r43AMissingKeyIsNotTakenForNothingThere() throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("prefetch")).remove("procedures");

        HttpResponse<String> answer = post(call.toString());

        refused(answer, 412);
        assertThat(answer.body()).contains("procedures");
    }

    @Test
    void r44NullIsNothingThere() throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("prefetch")).putNull("volumes");

        assertThat(post(call.toString()).statusCode()).isEqualTo(200);
    }

    @Test
    void r45AnOperationOutcomeIsNotTakenForNothingThere() throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("prefetch"))
                .set(
                        "procedures",
                        json.readTree("{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"severity\": \"error\","
                                + " \"code\": \"exception\"}]}"));

        refused(post(call.toString()), 412);
    }

    @Test
    void r46AFirstPageIsNotTakenForAll() throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("prefetch").path("procedures"))
                .putArray("link")
                .addObject()
                .put("relation", "next")
                .put("url", "https://ehr.example.org/next");

        refused(post(call.toString()), 412);
    }

    @Test
    void r25AndR104UnknownExtensionsAndMembersAreLeftAlone() throws Exception {
        ObjectNode call = example();
        call.put("unknown", true);
        call.putObject("extension").putObject("com.example.ours").put("x", 1);
        ((ObjectNode) call.path("context")).putObject("extension").put("com.example.theirs", "y");

        assertThat(post(call.toString()).statusCode()).isEqualTo(200);
    }

    @Test
    void r33AndR65AnOrderOfNoInterestIsAnEmptyList() throws Exception {
        for (String order : List.of(
                // The public sandbox before an order is chosen.
                "{\"resourceType\": \"ServiceRequest\", \"id\": \"o\", \"status\": \"draft\", \"intent\": \"plan\","
                        + " \"code\": {\"coding\": [{}]}, \"reasonCode\": []}",
                "{\"resourceType\": \"MedicationRequest\", \"id\": \"o\", \"status\": \"draft\"}",
                "{\"resourceType\": \"ServiceRequest\", \"id\": \"o\", \"code\": {\"text\": \"something\"}}")) {
            ObjectNode call = example();
            call.remove("extension");
            ((ObjectNode) call.path("context")).set("draftOrders", json.readTree(drafts(order)));

            HttpResponse<String> answer = post(call.toString());

            assertThat(answer.statusCode()).as(order).isEqualTo(200);
            assertThat(answer.body()).as(order).isEqualTo("{\"cards\":[]}");
        }
    }

    @Test
    void r33AnotherFhirVersionIsRefused() throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("context"))
                .set("draftOrders", json.readTree(drafts("{\"resourceType\": \"ProcedureRequest\", \"id\": \"o\"}")));

        refused(post(call.toString()), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hook", "hookInstance", "context"})
    void r19ToR23RequiredMembersAreRequired(String member) throws Exception {
        ObjectNode call = example();
        call.remove(member);

        refused(post(call.toString()), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId", "patientId", "draftOrders"})
    void r27RequiredContextIsRequired(String member) throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("context")).remove(member);

        refused(post(call.toString()), 400);
    }

    @Test
    void r26WhatIsWrongIsRefusedWithAnOutcome() throws Exception {
        refused(post("{"), 400);
        refused(post("[]"), 400);
        refused(post(""), 400);
        refused(post("{\"hook\": \"order-select\"} trailing"), 400);
        refused(post("{\"hook\": 1}"), 400);
        refused(post(example().toString().replace("\"order-select\"", "\"order-sign\"")), 400);
        refused(post("[".repeat(5000)), 400);
        refused(send("/cds-services/nobody", "{}", "Content-Type", "application/json"), 404);
        refused(send(SERVICE, "{}", "Content-Type", "text/plain"), 415);
        refused(get(SERVICE), 405);
    }

    @Test
    void r62AuthorizationNeedsAServer() throws Exception {
        ObjectNode call = example();
        call.putObject("fhirAuthorization").put("access_token", "x").put("token_type", "Bearer");

        refused(post(call.toString()), 400);
    }

    @Test
    void r21AForeignServerIsRefused() throws Exception {
        ObjectNode call = example();
        call.put("fhirServer", "https://evil.example.org/fhir");

        refused(post(call.toString()), 403);
    }

    @Test
    void r64ToR89EveryCardIsOfItsSchemaAndHasItsOwnUuid() throws Exception {
        Set<String> uuids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = post(example().toString());
            Schemas.assertConforms("response", answer.body());
            for (JsonNode card : json.readTree(answer.body()).path("cards")) {
                assertThat(uuids.add(card.path("uuid").asString())).isTrue();
                assertThat(card.path("source").path("topic").path("code").asString())
                        .matches("[A-Za-z0-9]+")
                        .startsWith(card.path("extension")
                                .path("org.spinecds.card")
                                .path("kind")
                                .asString()
                                .replace("_", ""));
            }
        }
        assertThat(uuids).hasSizeGreaterThan(5);
    }

    @Test
    void r75ToR83AndR90EverySuggestionIsOneWholeDraftWithAnId() throws Exception {
        Set<String> identifiers = new HashSet<>();
        int suggestions = 0;
        for (JsonNode card : json.readTree(post(example().toString()).body()).path("cards")) {
            assertThat(card.has("suggestions")).isEqualTo(card.has("selectionBehavior"));
            for (JsonNode suggestion : card.path("suggestions")) {
                suggestions++;
                assertThat(card.path("selectionBehavior").asString()).isEqualTo("any");
                assertThat(suggestion.path("label").asString()).isNotBlank();
                assertThat(identifiers.add(suggestion.path("uuid").asString())).isTrue();
                assertThat(suggestion.has("actionSelectionBehavior")).isFalse();
                assertThat(suggestion.path("actions").size()).isEqualTo(1);
                JsonNode action = suggestion.path("actions").path(0);
                assertThat(action.path("type").asString()).isIn("create", "update");
                assertThat(action.path("description").asString()).isNotBlank();
                assertThat(action.has("resourceId")).isFalse();
                JsonNode resource = action.path("resource");
                assertThat(resource.path("resourceType").asString()).isIn("ServiceRequest", "Task");
                assertThat(resource.path("id").asString()).matches("[A-Za-z0-9.-]{1,64}");
                assertThat(resource.path("status").asString()).isEqualTo("draft");
            }
        }
        assertThat(suggestions).isGreaterThan(2);
    }

    @Test
    void r82AnUpdateIsTheEntireOrderAsItWasSent() throws Exception {
        ObjectNode call = example();
        ObjectNode order = (ObjectNode)
                call.path("context").path("draftOrders").path("entry").path(0).path("resource");
        order.set(
                "extension", json.readTree("[{\"url\": \"https://ehr.example.org/x\", \"valueString\": \"theirs\"}]"));
        order.set(
                "contained",
                json.readTree("[{\"resourceType\": \"Patient\", \"id\": \"in\", \"name\": [{\"given\": [null,"
                        + " \"B\"], \"_given\": [{\"extension\": [{\"url\": \"https://ehr.example.org/y\","
                        + " \"valueString\": \"A\"}]}, null]}]}]"));
        order.set("quantityQuantity", json.readTree("{\"value\": 30}"));
        order.set("unheardOf", json.readTree("{\"by\": [\"us\"]}"));

        JsonNode changed = updates(call).get(0);

        ObjectNode left = (ObjectNode) changed.deepCopy();
        left.remove(List.of("reasonCode", "reasonReference", "supportingInfo", "note"));
        assertThat(left.path("extension").size()).isEqualTo(2);
        ((ArrayNode) left.path("extension")).remove(1);
        assertThat(left).isEqualTo(order);
        assertThat(changed.path("reasonReference").size()).isPositive();
        assertThat(changed.path("reasonCode").size()).isPositive();
    }

    @Test
    void r82AnOrderThatSaysWhyIsLeftAlone() throws Exception {
        ObjectNode call = example();
        ((ObjectNode) call.path("context")
                        .path("draftOrders")
                        .path("entry")
                        .path(0)
                        .path("resource"))
                .set("reasonCode", updates(example()).get(0).path("reasonCode"));

        assertThat(updates(call)).isEmpty();
    }

    private List<JsonNode> updates(ObjectNode call) throws Exception {
        return json.readTree(post(call.toString()).body())
                .path("cards")
                .valueStream()
                .flatMap(card -> card.path("suggestions").valueStream())
                .flatMap(suggestion -> suggestion.path("actions").valueStream())
                .filter(action -> action.path("type").asString().equals("update"))
                .map(action -> action.path("resource"))
                .toList();
    }

    @Test
    void r102AcceptedSuggestionsAreKeptAndCountedByTheirKey() throws Exception {
        long before = taken();
        JsonNode card = json.readTree(post(example().toString()).body())
                .path("cards")
                .valueStream()
                .filter(shown -> shown.has("suggestions"))
                .findFirst()
                .orElseThrow();
        String feedback = "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"accepted\", \"outcomeTimestamp\":"
                + " \"2026-03-02T12:00:00Z\", \"acceptedSuggestions\": [{\"id\": \"%s\"}]}]}";

        HttpResponse<String> answer = send(
                SERVICE + "/feedback",
                feedback.formatted(
                        card.path("uuid").asString(),
                        card.path("suggestions").path(0).path("uuid").asString()),
                "Content-Type",
                "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(taken()).isEqualTo(before + 1);
    }

    private long taken() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/journal"))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8)))
                        .GET()
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return json.readTree(answer.body())
                .path("suggestions")
                .valueStream()
                .mapToLong(key -> key.path("accepted").asLong())
                .sum();
    }

    @Test
    void securityHeadersAreOnEveryAnswer() throws Exception {
        for (HttpResponse<String> answer :
                List.of(get("/cds-services"), post(example().toString()), get("/nowhere"))) {
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'");
            assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
    }

    private static String drafts(String order) {
        return "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": " + order + "}]}";
    }

    private ObjectNode example() throws Exception {
        return (ObjectNode) json.readTree(Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json")));
    }

    private static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/fhir+json");
        assertThat(answer.body())
                .contains("\"resourceType\":\"OperationOutcome\"")
                .doesNotContain("Exception", "\tat ");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(SERVICE, body, "Content-Type", "application/json");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .GET()
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String path, String body, String... headers) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .headers(headers)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
