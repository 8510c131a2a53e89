package org.spinecds;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThanOrExactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The built jar in the demo profile, seen by an EHR that knows nothing but CDS Hooks: what it announces, what it answers to
 * sloppy, wrong and hostile calls, what it makes of a failing FHIR server, feedback, browsers, and what its log says after
 * all that.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProbeIT {

    private static final String SELECT = "/cds-services/spine-recurrence-order-select";
    private static final String SIGN = "/cds-services/spine-recurrence-order-sign";
    private static final String VIEW = "/cds-services/spine-recurrence-patient-view";
    private static final List<String> KINDS =
            List.of("EMERGENCY", "SCOPE", "DOSE_SAFETY", "DATA_QUALITY", "SURGICAL", "SUMMARY", "OPTIONS", "REFERRAL");
    private static final String TOKEN = "lent-access-token-8812";
    private static final String FAMILY = "Pterodaustro";
    private static final String ADMIN =
            "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));

    private final JsonMapper json = JsonMapper.builder().build();
    private final WireMockServer ehr =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    private RunningJar jar;
    private int greeted;
    private ObjectNode sample;
    private ObjectNode prefetched;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        ehr.start();
        jar = RunningJar.start(folder, "--spring.profiles.active=demo", "--spinecds.fhir.deadline=3s");
        greeted = jar.log().length();
        sample = (ObjectNode) tree(jar.call("GET", "/sample-ehr/requests/v01", null));
        prefetched = sample.deepCopy();
        ObjectNode prefetch = prefetched.putObject("prefetch");
        for (Map.Entry<String, JsonNode> template :
                discovered(SELECT).path("prefetch").properties()) {
            String query = template.getValue().asString().replace("{{context.patientId}}", "v01");
            prefetch.set(
                    template.getKey(), tree(jar.call("GET", "/sample-ehr/fhir/" + query.replace("|", "%7C"), null)));
        }
        prefetched.remove("fhirServer");
    }

    @AfterAll
    void stop() {
        jar.close();
        ehr.stop();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> discoveryIsAnsweredAsSpecified() throws Exception {
        HttpResponse<String> answer = jar.call("GET", "/cds-services", null);
        JsonNode services = tree(answer).path("services");
        return Stream.of(
                dynamicTest("R8 it is 200 with services", () -> {
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(services.isArray()).isTrue();
                    assertThat(services).hasSize(3);
                }),
                dynamicTest("R1 it is JSON", () -> assertThat(mediaType(answer)).startsWith("application/json")),
                dynamicTest("it is of the published schema", () -> Schemas.assertConforms("discovery", answer.body())),
                dynamicTest("R2 nothing in it is empty", () -> assertNothingEmpty(tree(answer))),
                dynamicTest("R7 it is the same twice", () -> assertThat(
                                jar.call("GET", "/cds-services", null).body())
                        .isEqualTo(answer.body())),
                dynamicTest(
                        "R9 every service has id, hook and description",
                        () -> services.forEach(service -> List.of("id", "hook", "description", "title")
                                .forEach(member -> assertThat(
                                                service.path(member).asString())
                                        .isNotBlank()))),
                dynamicTest("ids are distinct", () -> assertThat(services.values().stream()
                                .map(service -> service.path("id").asString()))
                        .doesNotHaveDuplicates()),
                dynamicTest(
                        "R37 tokens are root fields of the context",
                        () -> services.forEach(
                                service -> service.path("prefetch").forEach(template -> assertThat(
                                                template.asString().replace("{{context.patientId}}", ""))
                                        .doesNotContain("{", "}")))),
                dynamicTest(
                        "no address of a template carries a parameter twice",
                        () ->
                                services.forEach(service -> service.path("prefetch")
                                        .forEach(template -> assertThat(List.of(template.asString()
                                                                .replaceFirst(".*\\?", "")
                                                                .split("&", -1))
                                                        .stream()
                                                        .map(parameter ->
                                                                parameter.split("=", 2)[0]))
                                                .doesNotHaveDuplicates()))),
                dynamicTest("R43 every announced key can be satisfied by the sample EHR", () -> assertThat(
                                prefetched.path("prefetch").properties())
                        .isNotEmpty()
                        .allSatisfy(value -> assertThat(
                                        value.getValue().path("resourceType").asString())
                                .isIn("Bundle", "Patient"))),
                dynamicTest("any Accept is answered", () -> assertThat(
                                jar.call("GET", "/cds-services", null, "Accept", "application/json+fhir")
                                        .statusCode())
                        .isEqualTo(200)),
                dynamicTest(
                        "POST to it is 405",
                        () -> refused(
                                jar.call("POST", "/cds-services", "{}", "Content-Type", "application/json"), 405)));
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> whatRealClientsSendIsTolerated() {
        Map<String, Consumer<ObjectNode>> withCards = new LinkedHashMap<>();
        withCards.put("the record by prefetch alone", call -> {});
        withCards.put("an unknown member", call -> call.put("user", "x"));
        withCards.put(
                "R104 an unknown extension",
                call -> call.putObject("extension").putObject("com.example.x").put("a", 1));
        withCards.put("a prefetch key nobody asked for", call -> prefetch(call).put("theirs", "text"));
        withCards.put("R44 null for a search", call -> prefetch(call).putNull("encounters"));
        withCards.put("R44 a Bundle of nothing", call -> prefetch(call)
                .putObject("encounters")
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", 0));
        withCards.put(
                "a Bundle of drafts without a type",
                call -> ((ObjectNode) context(call).path("draftOrders")).remove("type"));
        withCards.put(
                "the constant hookInstance of a known client",
                call -> call.put("hookInstance", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"));
        withCards.put("care teams that could not be had", call -> prefetch(call).remove("careTeams"));
        withCards.put("a draft of no interest beside the order", call -> drafts(call)
                .addObject()
                .putObject("resource")
                .put("resourceType", "MedicationRequest")
                .put("id", "m1"));
        withCards.put("an encounter", call -> context(call).put("encounterId", "e-1"));
        withCards.put("a user of another kind", call -> context(call).put("userId", "PractitionerRole/r1"));

        Map<String, Consumer<ObjectNode>> silent = new LinkedHashMap<>();
        silent.put("the sandbox before an order is chosen", call -> {
            ObjectNode order = order(call).put("intent", "plan");
            order.putObject("code").putArray("coding").addObject();
            order.putArray("reasonCode");
            ((ObjectNode) context(call).path("draftOrders")).remove("type");
        });
        silent.put(
                "a medication order",
                call -> order(call).put("resourceType", "MedicationRequest").remove("code"));
        silent.put("an order without a code", call -> order(call).remove("code"));
        silent.put(
                "an order in words alone", call -> order(call).putObject("code").put("text", "MRI of the spine"));
        silent.put(
                "an MRI of the knee",
                call -> ((ObjectNode) order(call).path("code").path("coding").path(0)).put("code", "36511-4"));
        silent.put("no drafts", call -> ((ObjectNode) context(call).path("draftOrders")).remove("entry"));
        return Stream.concat(
                withCards.entrySet().stream()
                        .map(change -> dynamicTest(change.getKey(), () -> {
                            JsonNode cards = cards(SELECT, change.getValue());
                            assertThat(cards).isNotEmpty();
                        })),
                silent.entrySet().stream()
                        .map(change -> dynamicTest(change.getKey(), () -> {
                            ObjectNode call = prefetched.deepCopy();
                            call.remove("extension");
                            change.getValue().accept(call);
                            HttpResponse<String> answer = jar.post(SELECT, call.toString());
                            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                            assertThat(answer.body()).isEqualTo("{\"cards\":[]}");
                        })));
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> whatIsWrongIsRefused() {
        String good = prefetched.toString();
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("no body", "");
        bad.put("half a body", good.substring(0, good.length() / 2));
        bad.put("an array", "[]");
        bad.put("null", "null");
        bad.put("R4 a trailing comma", good.substring(0, good.length() - 1) + ",}");
        bad.put("R4 a comment", "/* hello */" + good);
        bad.put("something after the end", good + "{}");
        bad.put("nesting without end", "{\"hook\":".repeat(3000));
        bad.put("a nested extension", changed(call -> {
            ObjectNode inner = call.putObject("extension");
            for (int i = 0; i < 300; i++) {
                inner = inner.putObject("x");
            }
        }));
        List.of("hook", "hookInstance", "context")
                .forEach(member -> bad.put("without " + member, changed(call -> call.remove(member))));
        List.of("userId", "patientId", "draftOrders", "selections")
                .forEach(member -> bad.put("a context without " + member, changed(call -> context(call)
                        .remove(member))));
        bad.put("the hook of another service", changed(call -> call.put("hook", "order-sign")));
        bad.put("a hook that is a number", changed(call -> call.put("hook", 7)));
        bad.put("a hookInstance that is a number", changed(call -> call.put("hookInstance", 1)));
        bad.put("a context that is a list", changed(call -> call.putArray("context")));
        bad.put("a patientId that is a path", changed(call -> context(call).put("patientId", "../v02")));
        bad.put("a patientId with a query", changed(call -> context(call).put("patientId", "v01&_count=1")));
        bad.put("selections that are text", changed(call -> context(call).put("selections", "ServiceRequest/mri")));
        bad.put("a prefetch that is a list", changed(call -> call.putArray("prefetch")));
        bad.put("R33 an order of another FHIR version", changed(call -> order(call)
                .put("resourceType", "ProcedureRequest")));
        bad.put("R62 a token without a server", changed(call -> call.set("fhirAuthorization", lent())));
        bad.put("R62 a token of another type", changed(call -> call.put("fhirServer", ehr.baseUrl())
                .set("fhirAuthorization", lent().put("token_type", "MAC"))));
        Stream<DynamicTest> bodies = bad.entrySet().stream()
                .map(body ->
                        dynamicTest(body.getKey() + " is 400", () -> refused(jar.post(SELECT, body.getValue()), 400)));
        return Stream.concat(
                bodies,
                Stream.of(
                        dynamicTest(
                                "a huge body is 413",
                                () -> refused(jar.post(SELECT, good + " ".repeat(6_000_000)), 413)),
                        dynamicTest(
                                "an unknown service is 404",
                                () -> refused(jar.post("/cds-services/nobody", good), 404)),
                        dynamicTest(
                                "an unknown address is 404", () -> refused(jar.call("GET", "/cds-service", null), 404)),
                        dynamicTest("GET is 405 and names POST", () -> {
                            HttpResponse<String> answer = jar.call("GET", SELECT, null);
                            refused(answer, 405);
                            assertThat(answer.headers().firstValue("Allow").orElse(""))
                                    .contains("POST");
                        }),
                        dynamicTest(
                                "PUT is 405",
                                () -> refused(jar.call("PUT", SELECT, good, "Content-Type", "application/json"), 405)),
                        dynamicTest("DELETE is 405", () -> refused(jar.call("DELETE", SELECT, null), 405)),
                        dynamicTest(
                                "text is 415",
                                () -> refused(jar.call("POST", SELECT, good, "Content-Type", "text/plain"), 415)),
                        dynamicTest(
                                "XML is 415",
                                () -> refused(
                                        jar.call("POST", SELECT, "<a/>", "Content-Type", "application/xml"), 415))));
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> everyAnswerIsWellFormed() throws Exception {
        Stream<DynamicTest> patients =
                json.readTree(jar.call("GET", "/sample-ehr/requests", null).body()).values().stream()
                        .map(patient -> dynamicTest(
                                "every card of " + patient.path("title").asString(), () -> {
                                    String request = patient.path("request").asString();
                                    assertWellFormed(jar.post(
                                            SELECT,
                                            jar.call("GET", request.substring(request.indexOf("/sample-ehr/")), null)
                                                    .body()));
                                }));
        return Stream.concat(
                patients,
                Stream.of(
                        dynamicTest("order-sign shows no mere information", () -> {
                            String call = jar.call("GET", "/sample-ehr/requests/v07", null)
                                    .body();
                            assertThat(indicators(jar.post(SELECT, call))).contains("info", "warning");
                            assertThat(indicators(jar.post(SIGN, call.replace("\"order-select\"", "\"order-sign\""))))
                                    .contains("warning")
                                    .doesNotContain("info");
                        }),
                        dynamicTest("patient-view shows one card at most", () -> {
                            HttpResponse<String> answer = jar.post(VIEW, changed(call -> {
                                call.put("hook", "patient-view");
                                context(call).remove("selections");
                                context(call).remove("draftOrders");
                            }));
                            assertWellFormed(answer);
                            assertThat(tree(answer).path("cards").size()).isLessThan(2);
                        }),
                        dynamicTest("prefetch, server and half of each answer alike", () -> {
                            String byPrefetch = told(jar.post(SELECT, prefetched.toString()));
                            String byServer = told(jar.post(SELECT, sample.toString()));
                            ObjectNode half = prefetched.deepCopy();
                            half.set("fhirServer", sample.path("fhirServer"));
                            prefetch(half).remove(List.of("procedures", "volumes", "assessments"));
                            assertThat(byServer).isEqualTo(byPrefetch).isNotBlank();
                            assertThat(told(jar.post(SELECT, half.toString()))).isEqualTo(byPrefetch);
                        }),
                        dynamicTest("R5 an answer takes less than half a second", () -> {
                            List<Long> took = new ArrayList<>();
                            for (int i = 0; i < 15; i++) {
                                long began = System.nanoTime();
                                jar.post(SELECT, prefetched.toString());
                                took.add((System.nanoTime() - began) / 1_000_000);
                            }
                            assertThat(took.stream().sorted().toList().get(7)).isLessThan(500);
                        }),
                        dynamicTest("R70 markup of the record is shown, not rendered", () -> {
                            String shown = cards(SELECT, call -> {
                                        ObjectNode sign = ((ArrayNode) prefetch(call)
                                                        .path("conditions")
                                                        .path("entry"))
                                                .addObject()
                                                .putObject("resource")
                                                .put("resourceType", "Condition")
                                                .put("id", "sign");
                                        sign.putObject("subject").put("reference", "Patient/v01");
                                        ObjectNode code = sign.putObject("code")
                                                .put("text", "<img src=x onerror=alert(1)>[home](http://x)");
                                        code.putArray("coding")
                                                .addObject()
                                                .put("system", "http://hl7.org/fhir/sid/icd-10-cm")
                                                .put("code", "R33.9");
                                    })
                                    .toString();
                            assertThat(shown).contains("&lt;img", "home").doesNotContain("<img", "[home](http://x)");
                        })));
    }

    @TestFactory
    @Order(5)
    Stream<DynamicTest> whatCannotBeReadIsNeverNothing() {
        Stream<DynamicTest> keys = Stream.of(
                        "patient", "conditions", "procedures", "volumes", "plans", "assessments", "doses")
                .map(key -> dynamicTest("R49 without " + key + " and without a server it is 412", () -> {
                    HttpResponse<String> answer =
                            jar.post(SELECT, changed(call -> prefetch(call).remove(key)));
                    refused(answer, 412);
                    assertThat(answer.body()).contains(key);
                }));
        Map<String, ResponseDefinitionBuilder> faults = new LinkedHashMap<>();
        faults.put("500", aResponse().withStatus(500));
        faults.put("401", aResponse().withStatus(401));
        faults.put("403", aResponse().withStatus(403));
        faults.put("garbage", okForContentType("application/fhir+json", "{\"resourceType\": \"Bund"));
        faults.put("a page of HTML", okForContentType("text/html", "<html>log in</html>"));
        faults.put("a broken connection", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        faults.put("no answer in time", aResponse().withFixedDelay(6000));
        faults.put("an OperationOutcome", okForContentType("application/fhir+json", outcome()));
        faults.put(
                "an OperationOutcome in a Bundle",
                okForContentType("application/fhir+json", bundle("\"entry\": [{\"resource\": " + outcome() + "}]")));
        faults.put(
                "a next page elsewhere",
                okForContentType(
                        "application/fhir+json",
                        bundle("\"link\": [{\"relation\": \"next\", \"url\": \"http://127.0.0.1:" + ehr.port()
                                + "/elsewhere\"}]")));
        faults.put("a redirect", aResponse().withStatus(302).withHeader("Location", ehr.baseUrl() + "/elsewhere"));
        Stream<DynamicTest> servers = faults.entrySet().stream()
                .map(fault -> dynamicTest("a server with " + fault.getKey() + " is 412", () -> {
                    ehr.resetAll();
                    ehr.stubFor(any(anyUrl()).willReturn(fault.getValue()));
                    long began = System.nanoTime();
                    refused(
                            jar.post(SELECT, changed(call -> {
                                prefetch(call).remove("procedures");
                                call.put("fhirServer", ehr.baseUrl()).set("fhirAuthorization", lent());
                            })),
                            412);
                    assertThat((System.nanoTime() - began) / 1_000_000_000.0).isLessThan(5);
                    ehr.verify(moreThanOrExactly(1), anyRequestedFor(urlPathEqualTo("/Procedure")));
                    ehr.verify(0, anyRequestedFor(urlPathEqualTo("/elsewhere")));
                }));
        Stream<DynamicTest> foreign = Stream.of(
                        "https://ehr.example.org/fhir",
                        "http://127.0.0.1.evil.example.org/fhir",
                        "http://169.254.169.254/latest/meta-data",
                        "http://10.0.0.1/fhir",
                        "http://[::ffff:10.0.0.1]/fhir")
                .map(server -> dynamicTest("R21 " + server + " is refused", () -> {
                    HttpResponse<String> answer = jar.post(SELECT, changed(call -> call.put("fhirServer", server)));
                    refused(answer, 403);
                }));
        Stream<DynamicTest> malformed = Stream.of(
                        "http://127.0.0.1@evil.example.org/fhir",
                        "ftp://127.0.0.1/fhir",
                        "file:///etc/passwd",
                        "javascript:alert(1)",
                        "not a url")
                .map(server -> dynamicTest("R21 " + server + " is refused", () -> assertThat(
                                jar.post(SELECT, changed(call -> call.put("fhirServer", server)))
                                        .statusCode())
                        .isIn(400, 403)));
        DynamicTest completed =
                dynamicTest("R48 what the prefetch lacks is read from the server, with the token lent", () -> {
                    ehr.resetAll();
                    ehr.stubFor(any(urlPathEqualTo("/Encounter"))
                            .willReturn(okForContentType("application/fhir+json", bundle("\"total\": 0"))));
                    JsonNode cards = cards(SELECT, call -> {
                        prefetch(call).remove("encounters");
                        call.put("fhirServer", ehr.baseUrl()).set("fhirAuthorization", lent());
                    });
                    assertThat(cards).isNotEmpty();
                    ehr.verify(anyRequestedFor(urlPathEqualTo("/Encounter"))
                            .withHeader("Authorization", equalTo("Bearer " + TOKEN)));
                });
        return Stream.of(keys, Stream.of(completed), servers, foreign, malformed)
                .flatMap(tests -> tests);
    }

    @TestFactory
    @Order(6)
    Stream<DynamicTest> feedbackIsTakenAsSpecified() throws Exception {
        String card = cards(SELECT, call -> {}).path(0).path("uuid").asString();
        String overridden = item(card, "\"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\"");
        Map<String, String> taken = new LinkedHashMap<>();
        taken.put("overridden", overridden);
        taken.put("the same again", overridden);
        taken.put(
                "overridden with a reason of the list, without its display",
                item(
                        card,
                        "\"outcome\": \"overridden\", \"overrideReason\": {\"reason\": {\"code\": \"other\", \"system\": \"http://example.org\"}, \"userComment\": \"seen\"}, \"outcomeTimestamp\": \"2026-03-02T10:01:00.123Z\""));
        taken.put(
                "two items",
                "[" + overridden + ","
                        + item(card, "\"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T11:00:00Z\"")
                        + "]");
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("without a card", "{\"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\"}");
        refused.put("without an outcome", item(card, "\"outcomeTimestamp\": \"2026-03-02T10:00:00Z\""));
        refused.put("without a time", item(card, "\"outcome\": \"overridden\""));
        refused.put(
                "with an outcome of its own",
                item(card, "\"outcome\": \"ignored\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\""));
        refused.put(
                "with a time in words", item(card, "\"outcome\": \"overridden\", \"outcomeTimestamp\": \"yesterday\""));
        refused.put(
                "R102 accepted without a suggestion",
                item(card, "\"outcome\": \"accepted\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\""));
        refused.put("as text", "\"done\"");
        return Stream.of(
                        taken.entrySet().stream()
                                .map(body -> dynamicTest(
                                        body.getKey() + " is taken", () -> assertThat(feedback(SELECT, body.getValue())
                                                        .statusCode())
                                                .isEqualTo(200))),
                        refused.entrySet().stream()
                                .map(body -> dynamicTest(
                                        body.getKey() + " is 400",
                                        () -> refused(feedback(SELECT, body.getValue()), 400))),
                        Stream.of(
                                dynamicTest(
                                        "without the list it is 400",
                                        () -> refused(jar.post(SELECT + "/feedback", "{}"), 400)),
                                dynamicTest(
                                        "of an unknown card it is 404",
                                        () -> refused(
                                                feedback(
                                                        SELECT,
                                                        overridden.replace(
                                                                card,
                                                                UUID.randomUUID()
                                                                        .toString())),
                                                404)),
                                dynamicTest(
                                        "to an unknown service it is 404",
                                        () -> refused(feedback("/cds-services/nobody", overridden), 404)),
                                dynamicTest("it is counted once in the journal", () -> {
                                    HttpResponse<String> journal =
                                            jar.call("GET", "/journal", null, "Authorization", ADMIN);
                                    assertThat(journal.statusCode()).isEqualTo(200);
                                    assertThat(tree(journal).path("cards").values().stream()
                                                    .map(kind -> kind.path("overridden")
                                                            .asInt()))
                                            .hasSizeGreaterThan(1)
                                            .containsOnlyOnce(1)
                                            .containsOnly(0, 1);
                                }),
                                dynamicTest("the journal is closed to others", () -> assertThat(
                                                jar.call("GET", "/journal", null)
                                                        .statusCode())
                                        .isEqualTo(401))))
                .flatMap(tests -> tests);
    }

    @TestFactory
    @Order(7)
    Stream<DynamicTest> browsersAndAdministratorsAreServed() {
        return Stream.of(
                        Stream.of("/cds-services", SELECT, SELECT + "/feedback")
                                .map(path -> dynamicTest("R124 a preflight of " + path, () -> {
                                    HttpResponse<String> answer = jar.call(
                                            "OPTIONS",
                                            path,
                                            null,
                                            "Origin",
                                            "http://localhost:9",
                                            "Access-Control-Request-Method",
                                            path.equals("/cds-services") ? "GET" : "POST",
                                            "Access-Control-Request-Headers",
                                            "authorization,content-type");
                                    assertThat(answer.statusCode()).isEqualTo(200);
                                    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                                            .isPresent();
                                    assertThat(answer.headers()
                                                    .firstValue("Access-Control-Allow-Headers")
                                                    .orElse(""))
                                            .containsIgnoringCase("authorization");
                                })),
                        Stream.of(SELECT, "/cds-services/nobody")
                                .map(path -> dynamicTest(
                                        "R124 a browser may read the answer of " + path, () -> assertThat(jar.call(
                                                                "POST",
                                                                path,
                                                                prefetched.toString(),
                                                                "Content-Type",
                                                                "application/json",
                                                                "Origin",
                                                                "http://localhost:9")
                                                        .headers()
                                                        .firstValue("Access-Control-Allow-Origin"))
                                                .isPresent())),
                        Stream.of("/cds-services", "/nowhere", "/schemas/response")
                                .map(path -> dynamicTest("security headers on " + path, () -> {
                                    HttpResponse<String> answer = jar.call("GET", path, null);
                                    assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                                            .contains("nosniff");
                                    assertThat(answer.headers().firstValue("Server"))
                                            .isEmpty();
                                })),
                        Stream.of("discovery", "request", "response", "feedback")
                                .map(schema ->
                                        dynamicTest("the schema of " + schema + " is published", () -> assertThat(
                                                        tree(jar.call("GET", "/schemas/" + schema, null))
                                                                .path("$schema")
                                                                .asString())
                                                .contains("2020-12"))),
                        Stream.of(
                                        "/actuator/env",
                                        "/actuator/heapdump",
                                        "/actuator/metrics",
                                        "/h2-console",
                                        "/actuator/shutdown")
                                .map(path -> dynamicTest(path + " is closed", () -> assertThat(
                                                jar.call("GET", path, null).statusCode())
                                        .isIn(401, 404))),
                        Stream.of(dynamicTest("readiness is open and says no more", () -> assertThat(
                                        jar.call("GET", "/actuator/health/readiness", null)
                                                .body())
                                .isEqualTo("{\"status\":\"UP\"}"))))
                .flatMap(tests -> tests);
    }

    @Test
    @Order(8)
    void theLogIsCleanAfterAllThat() throws Exception {
        jar.post(SELECT, changed(call -> ((ObjectNode) prefetch(call).path("patient"))
                .putArray("name")
                .addObject()
                .put("family", FAMILY)));

        String log = jar.log();

        assertThat(log).doesNotContain("\tat ", " ERROR ", " WARN ", "Exception", TOKEN, FAMILY);
        assertThat(log.substring(greeted)).contains("answered").doesNotContain("v01", "Patient/");
    }

    private void assertWellFormed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Schemas.assertConforms("response", answer.body());
        JsonNode response = tree(answer);
        Set<String> uuids = new HashSet<>();
        int last = -1;
        for (JsonNode card : response.path("cards")) {
            assertNothingEmpty(card);
            assertThat(card.path("summary").asString()).isNotBlank().hasSizeLessThan(140);
            assertThat(card.path("indicator").asString()).isIn("info", "warning", "critical");
            assertThat(card.path("source").path("label").asString()).isNotBlank();
            assertThat(card.path("source").path("topic").path("code").asString())
                    .isNotBlank();
            String uuid = card.path("uuid").asString();
            assertThat(uuids.add(uuid)).isTrue();
            assertThat(UUID.fromString(uuid)).hasToString(uuid);
            assertThat(card.has("suggestions")).isEqualTo(card.has("selectionBehavior"));
            card.path("overrideReasons").forEach(reason -> List.of("code", "system", "display")
                    .forEach(
                            member -> assertThat(reason.path(member).asString()).isNotBlank()));
            int place = KINDS.indexOf(card.path("extension")
                    .path("org.spinecds.card")
                    .path("kind")
                    .asString());
            if (place >= 0) {
                assertThat(place).isGreaterThanOrEqualTo(last);
                last = place;
            }
        }
    }

    private static void assertNothingEmpty(JsonNode node) {
        for (JsonNode child : node) {
            assertThat(child.isNull()).as(node.toString()).isFalse();
            assertThat(child.isContainer() && child.isEmpty())
                    .as(node.toString())
                    .isFalse();
            assertThat(child.isString() && child.asString().isEmpty())
                    .as(node.toString())
                    .isFalse();
            assertNothingEmpty(child);
        }
    }

    private static void refused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(mediaType(answer)).startsWith("application/fhir+json");
        assertThat(answer.body())
                .contains("\"resourceType\":\"OperationOutcome\"")
                .doesNotContain("Exception", "\\tat ", "org.spinecds.", "java.", TOKEN, "v01");
    }

    private JsonNode cards(String service, Consumer<ObjectNode> change) throws Exception {
        HttpResponse<String> answer = jar.post(service, changed(change));
        assertWellFormed(answer);
        return tree(answer).path("cards");
    }

    /** What the cards say, without what is new in every answer. */
    private String told(HttpResponse<String> answer) {
        assertWellFormed(answer);
        List<String> words = new ArrayList<>();
        tree(answer)
                .path("cards")
                .forEach(card ->
                        words.add(card.path("indicator") + " " + card.path("summary") + " " + card.path("detail")));
        return String.join("\n", words);
    }

    private List<String> indicators(HttpResponse<String> answer) {
        assertWellFormed(answer);
        return tree(answer).path("cards").values().stream()
                .map(card -> card.path("indicator").asString())
                .toList();
    }

    private HttpResponse<String> feedback(String service, String items) throws Exception {
        return jar.post(
                service + "/feedback", "{\"feedback\": " + (items.startsWith("{") ? "[" + items + "]" : items) + "}");
    }

    private static String item(String card, String rest) {
        return "{\"card\": \"" + card + "\", " + rest + "}";
    }

    private String changed(Consumer<ObjectNode> change) {
        ObjectNode call = prefetched.deepCopy();
        change.accept(call);
        return call.toString();
    }

    private JsonNode discovered(String path) throws Exception {
        for (JsonNode service : tree(jar.call("GET", "/cds-services", null)).path("services")) {
            if (path.endsWith("/" + service.path("id").asString())) {
                return service;
            }
        }
        throw new IllegalStateException("Discovery does not name " + path);
    }

    private ObjectNode lent() {
        return json.createObjectNode()
                .put("access_token", TOKEN)
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .put("scope", "patient/*.rs")
                .put("subject", "spine-recurrence-cds");
    }

    private static String outcome() {
        return "{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"severity\": \"error\", \"code\": \"exception\"}]}";
    }

    private static String bundle(String rest) {
        return "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", " + rest + "}";
    }

    private static ObjectNode context(ObjectNode call) {
        return (ObjectNode) call.path("context");
    }

    private static ObjectNode prefetch(ObjectNode call) {
        return (ObjectNode) call.path("prefetch");
    }

    private static ArrayNode drafts(ObjectNode call) {
        return (ArrayNode) context(call).path("draftOrders").path("entry");
    }

    private static ObjectNode order(ObjectNode call) {
        return (ObjectNode) drafts(call).path(0).path("resource");
    }

    private JsonNode tree(HttpResponse<String> answer) {
        return json.readTree(answer.body());
    }

    private static String mediaType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }
}
