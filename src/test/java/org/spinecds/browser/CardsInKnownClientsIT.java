package org.spinecds.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spinecds.RecordServer;
import org.spinecds.WorkedCases;
import org.spinecds.browser.KnownClients.Client;
import org.spinecds.workbench.WorkedCase;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every card of every sample patient, from all three services, as two known clients show it; and the same patients with
 * records whose texts hold HTML and Markdown. With {@code -Dpictures.rewrite=true} the pictures of the cards are taken
 * anew.
 */
@Tag("full")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardsInKnownClientsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> HOOKS = Map.of(
            "spine-recurrence-order-select", "order-select",
            "spine-recurrence-order-sign", "order-sign",
            "spine-recurrence-patient-view", "patient-view");
    private static final Set<String> TAGS = Set.of("P", "UL", "LI", "STRONG");
    private static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "| a | b | |---|---| | 1 | 2 |",
            "[here](https://evil.example/a) ![p](https://evil.example/b)",
            "https://evil.example/c www.evil.example me@evil.example",
            "`code` **bold** __under__ ~~gone~~",
            "# head",
            "- item",
            "&lt;b&gt; \\ &#60;i");

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ShownCard> cards = new ArrayList<>();
    private final List<ShownCard> hostileCards = new ArrayList<>();

    private int signs;

    @LocalServerPort
    private int port;

    private KnownClients clients;

    @BeforeAll
    void start() throws Exception {
        for (JsonNode patient : get("/sample-ehr/requests")) {
            String id = patient.path("id").asString();
            for (String service : HOOKS.keySet().stream().sorted().toList()) {
                ObjectNode call = (ObjectNode) get("/sample-ehr/requests/" + id);
                cards.addAll(shown(id, service, call));
                try (RecordServer ehr = new RecordServer(hostileRecordOf(id))) {
                    hostileCards.addAll(shown("hostile " + id, service, call.put("fhirServer", ehr.base())));
                }
            }
        }
        WorkedCase question = WorkedCases.named("K147");
        try (RecordServer ehr = new RecordServer(question.resources())) {
            ObjectNode call = (ObjectNode) question.request();
            cards.addAll(shown("K147", "spine-recurrence-order-select", call.put("fhirServer", ehr.base())));
        }
    }

    @BeforeEach
    void openTheClients() throws IOException {
        clients = new KnownClients(chromium.open(1440, 900, ColorScheme.LIGHT));
    }

    @Test
    void everyKindOfCardIsAmongThem() {
        assertThat(cards)
                .extracting(ShownCard::kind)
                .contains(
                        "EMERGENCY",
                        "SCOPE",
                        "DOSE_SAFETY",
                        "DATA_QUALITY",
                        "OPTIONS",
                        "SURGICAL",
                        "REFERRAL",
                        "SUMMARY");
    }

    @Test
    void aSummaryIsShorterThanAClientCutsOff() {
        assertThat(cards).allSatisfy(card -> assertThat(card.summary()).hasSizeLessThan(140));
        assertThat(hostileCards).allSatisfy(card -> assertThat(card.summary()).hasSizeLessThan(140));
    }

    @ParameterizedTest
    @EnumSource
    void everyCardIsParagraphsAndListsWithoutALeftoverMark(Client client) {
        for (ShownCard card : cards) {
            assertReads(card, client, List.of());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfARecordBecomesATagALinkOrAMark(Client client) {
        StringBuilder emergencies = new StringBuilder();
        for (ShownCard card : hostileCards) {
            String visible = assertReads(card, client, HOSTILE);
            if (card.kind().equals("EMERGENCY")) {
                emergencies.append(visible).append('\n');
            }
        }
        assertThat(emergencies.toString()).contains(HOSTILE);
        assertThat(hostileCards).extracting(ShownCard::kind).contains("OPTIONS", "DOSE_SAFETY", "SUMMARY");
    }

    /** A picture of each kind: its first card, and below it the longest. */
    @Test
    void picturesShowEveryKindInBothClients() {
        Map<String, List<ShownCard>> ofEachKind =
                cards.stream().collect(Collectors.groupingBy(ShownCard::kind, TreeMap::new, Collectors.toList()));
        ofEachKind.forEach((kind, same) -> {
            ShownCard longest = Collections.max(
                    same, Comparator.comparingInt(card -> card.detail().length()));
            clients.clear();
            Stream.of(same.get(0), longest).distinct().forEach(clients::showBeside);
            Pictures.keep("card-" + kind.toLowerCase(Locale.ROOT).replace('_', '-'), clients.picture());
        });
    }

    /** The visible text of a card's detail, after all that must hold of it. */
    private String assertReads(ShownCard card, Client client, List<String> fromTheRecord) {
        clients.clear();
        ElementHandle detail = clients.show(card, client);
        String visible = squeezed(detail.innerText());
        String ours = visible;
        for (String text : fromTheRecord) {
            ours = ours.replace(text, "…");
        }
        String where = card + " in " + client + ": " + card.detail();
        assertThat(strings(detail, "[...node.querySelectorAll('*')].map(tag => tag.tagName)"))
                .as(where)
                .isSubsetOf(TAGS);
        assertThat(strings(detail, "[...node.querySelectorAll('*')].flatMap(tag => tag.getAttributeNames())"))
                .as(where)
                .isEmpty();
        assertThat(strings(detail, "[...node.querySelectorAll('li')].map(item => item.textContent.trim())"))
                .as(where)
                .hasSize(Math.toIntExact(card.detail()
                        .lines()
                        .filter(line -> line.startsWith("- "))
                        .count()))
                .doesNotContain("");
        assertThat(ours)
                .as(where)
                .doesNotContain("**", "__", "`", "\\", "|", "](", "&lt;", "&gt;", "&amp;", "{{", "<", "~~")
                .doesNotContainPattern("(?m)^\\s*([-*#>]|\\d+\\.) ");
        return visible;
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(ElementHandle node, String script) {
        return (List<String>) node.evaluate("node => " + script);
    }

    /** Without what cannot be seen: the word joiners in the links of a record, and repeated blanks. */
    private static String squeezed(String text) {
        return text.replace("\u2060", "").replaceAll("[ \\t\\x0B\\f\\r]+", " ");
    }

    private List<ShownCard> shown(String origin, String service, ObjectNode call) throws Exception {
        String hook = Objects.requireNonNull(HOOKS.get(service));
        call.put("hook", hook);
        ObjectNode context = (ObjectNode) call.path("context");
        if (!hook.equals("order-select")) {
            context.remove("selections");
        }
        if (hook.equals("patient-view")) {
            context.remove("draftOrders");
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cds-services/" + service))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(call.toString()))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(JSON.readTree(answer.body()).path("cards").spliterator(), false)
                .map(card -> ShownCard.of(origin + " " + hook, card))
                .toList();
    }

    /** The record of a sample patient with all texts spoilt, and with signs whose names are nothing else. */
    private List<JsonNode> hostileRecordOf(String id) throws Exception {
        List<JsonNode> resources = new ArrayList<>();
        for (String type :
                List.of("Patient", "Condition", "Procedure", "BodyStructure", "ServiceRequest", "Observation")) {
            String search = type.equals("Patient") ? "_id" : "patient";
            for (JsonNode entry :
                    get("/sample-ehr/fhir/" + type + "?" + search + "=" + id).path("entry")) {
                JsonNode resource = entry.path("resource");
                spoil(resource, HOSTILE.get(Math.floorMod((id + type).hashCode(), HOSTILE.size())));
                resources.add(resource);
            }
        }
        resources.add(signOf(id, "R33.9", nextHostile()));
        resources.add(signOf(id, "R29.898", nextHostile()));
        return resources;
    }

    private String nextHostile() {
        return HOSTILE.get(signs++ % HOSTILE.size());
    }

    /** A possible sign of compression, told in the words of the record. */
    private static ObjectNode signOf(String id, String code, String text) {
        ObjectNode sign = JSON.createObjectNode()
                .put("resourceType", "Condition")
                .put("id", id + "-" + code.toLowerCase(Locale.ROOT));
        sign.putObject("subject").put("reference", "Patient/" + id);
        ObjectNode concept = sign.putObject("code").put("text", text);
        concept.putArray("coding")
                .addObject()
                .put("system", "http://hl7.org/fhir/sid/icd-10-cm")
                .put("code", code);
        return sign;
    }

    private static void spoil(JsonNode node, String hostile) {
        if (node instanceof ArrayNode list) {
            list.forEach(item -> spoil(item, hostile));
        }
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                if (member.getValue().isString()
                        && (Set.of("text", "display", "description", "family").contains(member.getKey())
                                || (member.getKey().equals("value") && object.has("use")))) {
                    object.put(member.getKey(), member.getValue().asString() + " " + hostile);
                } else {
                    spoil(member.getValue(), hostile);
                }
            }
        }
    }

    private JsonNode get(String path) throws Exception {
        return JSON.readTree(http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
