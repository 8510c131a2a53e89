package org.spinecds.observability;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.RunningJar;
import org.spinecds.workbench.ContentCopy;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The jar with its log in JSON (Elastic Common Schema) and everything turned up: what a collector of logs reads line by line,
 * for calls that are answered and calls that fail in every way, and with a collector of traces that cannot be reached.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StructuredLogsIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String BEARER = "a-client-token-81b7e2";
    private static final String ACCESS_TOKEN = "an-access-token-3f9c21";
    private static final String PATIENT = "patient-77130xyz";
    private static final String USER = "practitioner-40812abc";
    private static final String ENCOUNTER = "encounter-59177def";
    private static final String RECORD_NUMBER = "MRN-6620418-Q";
    private static final String FAMILY = "Quetzalcoatlus";
    private static final String GIVEN = "Hatzegopteryx";
    private static final String BIRTH = "1961-11-29";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ANSWERED = number();
    private static final String WORKSHEET_BROKEN = number();
    private static final String LOGIC_FAILED = number();
    private static final String NOT_JSON = number();
    private static final String NOT_A_REQUEST = number();
    private static final String NOT_READABLE = number();
    private static final String EHR_FAILED = number();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final WireMockServer ehr = new WireMockServer(options().dynamicPort());
    private RunningJar jar;
    private String handle = "";
    private String log = "";
    private List<JsonNode> lines = List.of();

    private static String number() {
        return UUID.randomUUID().toString();
    }

    @BeforeAll
    void callsOfEveryKind(@TempDir Path folder) throws Exception {
        ehr.start();
        jar = RunningJar.start(
                        folder,
                        "--logging.structured.format.console=ecs",
                        "--logging.level.root=debug",
                        "--management.opentelemetry.enabled=true",
                        "--management.tracing.sampling.probability=1.0",
                        "--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:" + closedPort()
                                + "/v1/traces",
                        "--spinecds.content=" + contentThatFails(folder),
                        "--spinecds.fhir.allowed-servers=http://127.0.0.1:*",
                        "--spinecds.fhir.plain-http-on-loopback=true",
                        "--spinecds.security.client-tokens=false",
                        "--spinecds.security.base-url=https://cds.example.org",
                        "--spinecds.journal.key=a-key-for-this-test-and-nothing-else-at-all")
                .fallingBack();
        everyKindOfCall();
        // Traces are sent some seconds later; that they cannot be is said once.
        await().atMost(Duration.ofSeconds(30)).until(() -> jar.log().contains("Failed to export"));
        jar.stop();
        log = jar.log();
        lines = read(log);
    }

    @AfterAll
    void stop() {
        jar.close();
        ehr.stop();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Its rules fail for one kind of patient and quote the record when they do; its worksheet cannot be filled. */
    private static Path contentThatFails(Path folder) throws IOException {
        Path content = folder.resolve("content");
        ContentCopy.in(content, List.of("H011"));
        replace(
                content.resolve("cql/input/cql/SpineRecurrenceEmergency.cql"),
                "define \"Is Emergency\":\n  exists \"Critical Reasons\"",
                "define \"Is Emergency\":\n  Message(exists \"Critical Reasons\", Patient.gender.value = 'other', '1', 'Error',"
                        + " First(Patient.name).family.value)");
        replace(content.resolve("cds-hooks/worksheet/worksheet.html"), "<", "{{badge}}<");
        return content;
    }

    private static void replace(Path file, String text, String other) throws IOException {
        String whole = Files.readString(file);
        assertThat(whole).contains(text);
        Files.writeString(file, whole.replace(text, other));
    }

    private static ObjectNode call() throws IOException {
        String example = Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
        String patient =
                JSON.readTree(example).path("context").path("patientId").asString();
        ObjectNode call = (ObjectNode) JSON.readTree(example.replace("/" + patient + "\"", "/" + PATIENT + "\"")
                .replace("\"" + patient + "\"", "\"" + PATIENT + "\""));
        ((ObjectNode) call.path("context"))
                .put("userId", "Practitioner/" + USER)
                .put("encounterId", ENCOUNTER);
        ObjectNode person = (ObjectNode) call.path("prefetch").path("patient");
        person.put("birthDate", BIRTH);
        person.putArray("identifier").addObject().put("system", "urn:oid:1.2.3").put("value", RECORD_NUMBER);
        ObjectNode name = person.putArray("name").addObject().put("family", FAMILY);
        name.putArray("given").add(GIVEN);
        return call;
    }

    private ObjectNode callOfTheEhr() throws IOException {
        ObjectNode call = call();
        call.remove("prefetch");
        call.put("fhirServer", "http://127.0.0.1:" + ehr.port() + "/" + PATIENT);
        call.putObject("fhirAuthorization")
                .put("access_token", ACCESS_TOKEN)
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .put("scope", "patient/*.read")
                .put("subject", "spine")
                .put("patient", PATIENT);
        return call;
    }

    private String post(String number, String body, int status) throws Exception {
        HttpResponse<String> answer = jar.post(
                SERVICE,
                body,
                "X-Request-ID",
                number,
                "traceparent",
                "00-" + TRACE + "-00f067aa0ba902b7-01",
                "Authorization",
                "Bearer " + BEARER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Request-ID")).contains(number);
        return answer.body();
    }

    private void everyKindOfCall() throws Exception {
        Matcher link =
                Pattern.compile("/worksheet#([A-Za-z0-9_-]{43})").matcher(post(ANSWERED, call().toString(), 200));
        assertThat(link.find()).isTrue();
        handle = link.group(1);
        HttpResponse<String> worksheet =
                jar.call("POST", "/worksheet/open", null, "Worksheet-Handle", handle, "X-Request-ID", WORKSHEET_BROKEN);
        assertThat(worksheet.statusCode()).isEqualTo(500);

        ObjectNode failing = call();
        ((ObjectNode) failing.path("prefetch").path("patient")).put("gender", "other");
        post(LOGIC_FAILED, failing.toString(), 200);

        String whole = call().toString();
        post(NOT_JSON, whole.substring(0, whole.length() - 20), 400);
        post(NOT_A_REQUEST, whole.replace("\"order-select\"", "\"" + FAMILY + "\\n" + GIVEN + "\""), 400);

        String byFhir = callOfTheEhr().toString();
        ehr.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withBody("{\"resourceType\": \"Patient\", \"id\": \"" + PATIENT + "\", \"birthDate\": \""
                                + FAMILY + "\"}")));
        post(NOT_READABLE, byFhir, 412);
        ehr.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(500).withBody(FAMILY + "\n" + BIRTH)));
        post(EHR_FAILED, byFhir, 412);
    }

    /** Every line of the log; one that is no JSON object, or more than one, cannot be read. */
    private static List<JsonNode> read(String log) {
        return log.lines().map(JSON::readTree).toList();
    }

    private static boolean isOf(JsonNode line, String number) {
        return line.path("http").path("request").path("id").asString("").equals(number);
    }

    private JsonNode line(String number, String message) {
        List<JsonNode> found = lines.stream()
                .filter(line ->
                        isOf(line, number) && line.path("message").asString().contains(message))
                .toList();
        assertThat(found).as(number + ": " + message).hasSize(1);
        return found.get(0);
    }

    @Test
    void everyLineIsOneObjectOfTheElasticCommonSchema() {
        assertThat(lines).hasSizeGreaterThan(100).allSatisfy(line -> {
            assertThat(line.isObject()).isTrue();
            assertThat(Instant.parse(line.path("@timestamp").asString())).isNotNull();
            assertThat(line.path("log").path("level").asString()).isNotEmpty();
            assertThat(line.path("log").path("logger").asString()).isNotEmpty();
            assertThat(line.path("service").path("name").asString()).isEqualTo("spine-recurrence-cds");
            assertThat(line.path("message").isString()).isTrue();
            assertThat(line.path("ecs").path("version").asString()).isNotEmpty();
        });
    }

    @Test
    void linesOfACallBearItsNumberAndItsTrace() {
        Map<String, String> said = Map.of(
                ANSWERED, "spine-recurrence-order-select answered",
                LOGIC_FAILED, "The guideline could not be evaluated",
                NOT_JSON, "A call was answered 400",
                NOT_A_REQUEST, "A call was answered 400",
                NOT_READABLE, "A call was answered 412",
                EHR_FAILED, "A call was answered 412");

        said.forEach((number, message) -> {
            JsonNode line = line(number, message);
            assertThat(line.path("traceId").asString()).isEqualTo(TRACE);
            assertThat(line.path("spanId").asString()).matches("[0-9a-f]{16}");
        });
        JsonNode broken = line(WORKSHEET_BROKEN, "A call could not be answered");
        assertThat(broken.path("traceId").asString()).matches("[0-9a-f]{32}");
        assertThat(broken.path("log").path("level").asString()).isEqualTo("ERROR");
    }

    @Test
    void anExceptionOfManyLinesStaysOneLine() {
        assertThat(lines)
                .filteredOn(line ->
                        line.path("log").path("logger").asString().startsWith("io.opentelemetry") && line.has("error"))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.path("error").path("type").asString()).endsWith("Exception");
                    assertThat(line.path("error").path("stack_trace").asString().lines())
                            .hasSizeGreaterThan(3);
                });
    }

    @Test
    void nothingOfThePatientAndNoTokenIsInAnyLine() {
        assertThat(handle).hasSize(43);
        for (String secret :
                List.of(BEARER, ACCESS_TOKEN, PATIENT, USER, ENCOUNTER, RECORD_NUMBER, FAMILY, GIVEN, BIRTH, handle)) {
            assertThat(log.contains(secret)).as("log has " + secret).isFalse();
        }
    }
}
