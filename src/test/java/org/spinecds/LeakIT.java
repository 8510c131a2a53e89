package org.spinecds;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every kind of call, at every log level: neither a token nor anything of the patient is found in the log, the metrics,
 * the spans, the body of an error or the journal, nor is any of it handed on to the EHR as a trace.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spinecds.fhir.allowed-servers=http://127.0.0.1:*",
            "spinecds.fhir.plain-http-on-loopback=true",
            "spinecds.hooks.max-body=400KB",
            "spinecds.security.client-tokens=true",
            "spinecds.security.base-url=https://cds.example.org",
            "spinecds.security.clients.ehr.issuer=https://ehr.example.org",
            "management.opentelemetry.enabled=true",
            "management.tracing.sampling.probability=1.0",
            "spinecds.security.administrators.admin={noop}demo"
        })
@ExtendWith(OutputCaptureExtension.class)
@FallsBack
class LeakIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String ACCESS_TOKEN = "an-access-token-3f9c21";
    private static final String PATIENT = "patient-77130xyz";
    private static final String USER = "practitioner-40812abc";
    private static final String ENCOUNTER = "encounter-59177def";
    private static final String NAME = "Quetzalcoatlus";
    private static final String BIRTH = "1961-11-29";
    private static final List<String> SECRETS = List.of(ACCESS_TOKEN, PATIENT, USER, ENCOUNTER, NAME, BIRTH);
    private static final ECKey KEY = key();
    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();

    private final HttpClient http = HttpClient.newHttpClient();
    private final WireMockServer ehr = new WireMockServer(options().dynamicPort());
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<String> tokens = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final JdbcClient journal;
    private final SdkTracerProvider tracing;
    private final int port;

    LeakIT(@LocalServerPort int port, @Autowired JdbcClient journal, @Autowired SdkTracerProvider tracing) {
        this.port = port;
        this.journal = journal;
        this.tracing = tracing;
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Collector {

        @Bean
        SpanExporter collector() {
            return SPANS;
        }
    }

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) throws Exception {
        // The guideline of this test fails for one kind of patient, and quotes the record when it does.
        Path content = Files.createTempDirectory("content");
        for (String folder : List.of("cql", "cds-hooks")) {
            FileSystemUtils.copyRecursively(Path.of(folder), content.resolve(folder));
        }
        Path emergency = content.resolve("cql/input/cql/SpineRecurrenceEmergency.cql");
        String whole = Files.readString(emergency);
        String failing = whole.replace(
                "define \"Is Emergency\":\n  exists \"Critical Reasons\"",
                "define \"Is Emergency\":\n  Message(exists \"Critical Reasons\", Patient.gender.value = 'other', '1', 'Error',"
                        + " First(Patient.name).family.value)");
        assertThat(failing).isNotEqualTo(whole);
        Files.writeString(emergency, failing);
        registry.add("spinecds.content", content::toString);
        Path file = Files.createTempFile("keys", ".json");
        Files.writeString(file, new JWKSet(KEY.toPublicJWK()).toString());
        registry.add("spinecds.security.clients.ehr.keys", file::toString);
    }

    @AfterEach
    void quiet() {
        level(Level.INFO);
        ehr.stop();
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"DEBUG", "INFO", "WARN", "ERROR"})
    void norAtTheOtherLevels(String level, CapturedOutput output) throws Exception {
        nothingSecretIsWrittenDown(level, output);
    }

    @ParameterizedTest
    @ValueSource(strings = "TRACE")
    void nothingSecretIsWrittenDown(String level, CapturedOutput output) throws Exception {
        ehr.start();
        level(Level.toLevel(level));

        everyKindOfCall();

        assertThat(ehr.findAll(anyRequestedFor(anyUrl())))
                .isNotEmpty()
                .noneMatch(read -> read.containsHeader("traceparent"));
        String metrics = metrics();
        String spans = spans();
        level(Level.INFO);
        List<String> secrets = new ArrayList<>(SECRETS);
        tokens.forEach(token -> secrets.addAll(List.of(token, token.substring(token.lastIndexOf('.')))));
        String kept = kept();
        assertThat(kept)
                .contains("ANSWERED", "NOT_EVALUATED", "DATA_UNAVAILABLE", "NOT_UNDERSTOOD", "REFUSED", "OVERRIDDEN");
        assertThat(metrics).contains("spinecds.decisions", "spinecds_decisions_total");
        assertThat(spans).contains("gather", "evaluate", "decide", "render", "NOT_EVALUATED", "UNREAD");
        assertThat(errors).hasSizeGreaterThan(8);
        for (String secret : secrets) {
            assertThat(output.getAll().contains(secret)).as("log has " + secret).isFalse();
            assertThat(metrics).doesNotContain(secret);
            assertThat(spans).doesNotContain(secret);
            assertThat(kept).doesNotContain(secret);
            assertThat(String.join("\n", errors)).doesNotContain(secret);
        }
    }

    /** The page behind the link of an answer, opened, asked and refused. */
    private void worksheet(String answered) throws Exception {
        Matcher link = Pattern.compile("/worksheet#([A-Za-z0-9_-]{43})").matcher(answered);
        assertThat(link.find()).isTrue();
        String handle = link.group(1);
        tokens.add("." + handle);
        HttpResponse<String> opened = worksheet("/worksheet/open", handle, "", "");
        for (int again = 0; again < 200 && opened.statusCode() == 404; again++) {
            opened = worksheet("/worksheet/open", handle, "", "");
        }
        assertThat(opened.statusCode()).isEqualTo(200);
        String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        assertThat(worksheet("/worksheet/what-if", handle, cookie, "plan-sac=" + NAME)
                        .statusCode())
                .isEqualTo(422);
        errors.add(worksheet("/worksheet/open", handle, "", "").body());
        errors.add(
                worksheet("/worksheet/open", handle.substring(1) + "A", "", "").body());
    }

    private HttpResponse<String> worksheet(String path, String handle, String cookie, String form) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address(path))
                        .header("Worksheet-Handle", handle)
                        .header("Cookie", cookie.isEmpty() ? "a=b" : cookie)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private void everyKindOfCall() throws Exception {
        String good = call();
        String answered = post(SERVICE, good, 200);
        worksheet(answered);
        String card = json.readTree(answered).path("cards").path(0).path("uuid").asString();
        String item =
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\"}]}";
        post(SERVICE + "/feedback", item.formatted(card), 200);
        post(SERVICE + "/feedback", item.formatted(UUID.randomUUID()), 404);
        post(SERVICE + "/feedback", item.formatted(NAME), 400);

        ObjectNode broken = (ObjectNode) json.readTree(good);
        ((ObjectNode) broken.path("prefetch").path("patient")).put("gender", "other");
        assertThat(post(SERVICE, broken.toString(), 200))
                .contains("Nothing was checked")
                .doesNotContain(NAME);

        String fromServer = withServer(good, "http://127.0.0.1:" + ehr.port() + "/" + PATIENT);
        ehr.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(500).withBody(NAME)));
        post(SERVICE, fromServer, 412);
        ehr.stubFor(any(anyUrl()).willReturn(aResponse().withBody("{\"resourceType\": \"" + NAME + "\"}")));
        post(SERVICE, fromServer, 412);
        ehr.stubFor(any(anyUrl())
                .willReturn(aResponse()
                        .withBody("{\"resourceType\": \"Patient\", \"id\": \"" + PATIENT + "\", \"birthDate\": \""
                                + NAME + "\"}")));
        post(SERVICE, fromServer, 412);
        post(SERVICE, withServer(good, "https://" + NAME.toLowerCase(Locale.ROOT) + ".example.org/" + PATIENT), 403);

        post(SERVICE, good.substring(0, good.length() - 20), 400);
        post(SERVICE, good.replace("\"order-select\"", "\"" + NAME + "\""), 400);
        post(SERVICE, good.replace("\"" + PATIENT + "\"", "\"" + PATIENT + "/" + NAME + "\""), 400);
        post(SERVICE, good + " ".repeat(500_000), 413);
        post("/cds-services/nobody", good, 404);
        post("/cds-services/" + NAME, good, 404);
        HttpResponse<String> strange = http.send(
                HttpRequest.newBuilder(address("/" + PATIENT))
                        .header("X-Request-ID", NAME)
                        .header("traceparent", "00-" + NAME + "-" + PATIENT + "-01")
                        .header("baggage", "patient=" + PATIENT)
                        .method(NAME.toUpperCase(Locale.ROOT), BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        errors.add(strange.body() + strange.headers().map());
        HttpResponse<String> unauthenticated = http.send(
                HttpRequest.newBuilder(address(SERVICE))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + ACCESS_TOKEN)
                        .POST(BodyPublishers.ofString(good))
                        .build(),
                BodyHandlers.ofString());
        assertThat(unauthenticated.statusCode()).isEqualTo(401);
        errors.add(unauthenticated.body());
    }

    private String call() throws Exception {
        String example = Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
        String patient =
                json.readTree(example).path("context").path("patientId").asString();
        ObjectNode call = (ObjectNode) json.readTree(example.replace("/" + patient + "\"", "/" + PATIENT + "\"")
                .replace("\"" + patient + "\"", "\"" + PATIENT + "\""));
        ((ObjectNode) call.path("context"))
                .put("userId", "Practitioner/" + USER)
                .put("encounterId", ENCOUNTER);
        ObjectNode person = (ObjectNode) call.path("prefetch").path("patient");
        person.put("birthDate", BIRTH);
        person.putArray("name").addObject().put("family", NAME);
        return call.toString();
    }

    private String withServer(String good, String server) {
        ObjectNode call = (ObjectNode) json.readTree(good);
        call.remove("prefetch");
        call.put("fhirServer", server);
        call.putObject("fhirAuthorization")
                .put("access_token", ACCESS_TOKEN)
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .put("scope", "patient/*.read")
                .put("subject", "spine")
                .put("patient", PATIENT);
        return call.toString();
    }

    private String post(String path, String body, int status) throws Exception {
        String token = token(path);
        tokens.add(token);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        if (status != 200) {
            errors.add(answer.body());
        }
        return answer.body();
    }

    private String metrics() throws Exception {
        StringBuilder all = new StringBuilder();
        JsonNode names = json.readTree(asAdministrator("/actuator/metrics")).path("names");
        for (String name :
                new TreeSet<>(names.values().stream().map(JsonNode::asString).toList())) {
            all.append(asAdministrator("/actuator/metrics/" + name)).append('\n');
        }
        all.append(asAdministrator("/actuator/prometheus"));
        all.append(asAdministrator("/journal"));
        return all.toString();
    }

    private String spans() {
        tracing.forceFlush().join(10, TimeUnit.SECONDS);
        String all =
                SPANS.getFinishedSpanItems().stream().map(SpanData::toString).collect(Collectors.joining("\n"));
        SPANS.reset();
        return all;
    }

    private String asAdministrator(String path) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(address(path))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8)))
                        .GET()
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private String kept() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of("decision", "shown_card", "feedback", "used_token")) {
            journal.sql("select * from " + table).query().listOfRows().forEach(row -> all.append(row)
                    .append('\n'));
        }
        return all.toString();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** As an operator turns everything up, but for what the service holds down. */
    private static void level(Level level) {
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        logs.getLogger("org.eclipse.jetty").setLevel(Level.OFF);
        logs.getLogger("wiremock").setLevel(Level.OFF);
    }

    private static String token(String path) throws Exception {
        Instant now = Clock.systemUTC().instant();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID("k")
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://ehr.example.org")
                        .audience("https://cds.example.org" + path)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        jwt.sign(new ECDSASigner(KEY));
        return jwt.serialize();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_384).keyID("k").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
