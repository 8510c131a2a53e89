package org.spinecds.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.FileSystemResource;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Prometheus scrapes after a call that is answered and one whose record cannot be read. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spinecds.security.scrapers.prometheus={noop}scrape", "spinecds.fhir.deadline=5s"})
@ActiveProfiles("demo")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {

    private static final String SERVICE = "spine-recurrence-order-select";
    private static final String CALL = "/cds-services/" + SERVICE;
    private static final String DASHBOARD = "src/deploy/grafana/spine-recurrence-cds.json";
    private static final String ALERTS = "src/deploy/prometheus/alerts.yaml";
    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Prometheus adds it to what it scrapes. */
    private static final String INSTANCE = "instance";

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final ApplicationContext context;
    private final int port;

    MetricsIT(@LocalServerPort int port, @Autowired ApplicationContext context) {
        this.port = port;
        this.context = context;
    }

    @BeforeAll
    void twoCalls() throws Exception {
        assertThat(post(call("http://127.0.0.1:" + port + "/sample-ehr/fhir")).statusCode())
                .isEqualTo(200);
        assertThat(post(call("http://localhost:1/fhir")).statusCode()).isEqualTo(412);
    }

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsExported() throws Exception {
        Map<String, Set<String>> exported = exported();
        List<String> expressions = new ArrayList<>(alerts());
        expressions.addAll(dashboard());
        assertThat(expressions).hasSizeGreaterThan(30);

        for (String text : expressions) {
            Expression expression = Expression.of(text);
            assertThat(expression.labelsByMetric()).as(text).isNotEmpty();
            Set<String> together = new TreeSet<>(Set.of(INSTANCE));
            expression.labelsByMetric().forEach((metric, labels) -> {
                assertThat(exported).as(text).containsKey(metric);
                together.addAll(exported.get(metric));
                assertThat(together).as(text).containsAll(labels);
            });
            assertThat(together).as(text).containsAll(expression.groupedBy());
        }
    }

    @Test
    void callsAreCountedByServiceEhrOutcomeAndReason() throws Exception {
        String scraped = get("/actuator/prometheus", "prometheus:scrape").body();

        assertThat(scraped)
                .contains("spinecds_decisions_total{ehr=\"http://127.0.0.1:*\",outcome=\"ANSWERED\",reason=\"")
                .contains(
                        "spinecds_decisions_total{ehr=\"http://localhost:*\",outcome=\"DATA_UNAVAILABLE\",reason=\"UNREAD\",service=\""
                                + SERVICE + "\"} 1.0")
                .contains("spinecds_unread_total{data=\"patient\",ehr=\"http://localhost:*\"} 1.0")
                .contains("spinecds_ehr_reachable{server=\"http://127.0.0.1:*\"} 1.0")
                .contains("spinecds_ehr_reachable{server=\"http://localhost:*\"} 0.0");
        for (String stage : List.of("gather", "evaluate", "decide", "render")) {
            assertThat(scraped)
                    .containsPattern(
                            "spinecds_stage_seconds_bucket\\{ehr=\"http://127.0.0.1:\\*\",error=\"none\",service=\""
                                    + SERVICE + "\",stage=\"" + stage + "\",le=\"0.005\"}");
        }
        assertThat(scraped)
                .containsPattern(
                        "spinecds_cards_total\\{ehr=\"http://127.0.0.1:\\*\",indicator=\"\\w+\",kind=\"DOSE_SAFETY\"");
    }

    /** N-15: the order of case Q079 has a text and no coding. */
    @Test
    void anOrderWithoutAnyCodeIsCountedAsUnknown() throws Exception {
        ObjectNode call = (ObjectNode) json.readTree(call("http://127.0.0.1:" + port + "/sample-ehr/fhir"));
        ObjectNode order = (ObjectNode) call.at("/context/draftOrders/entry/0/resource");
        order.putObject("code").put("text", "MRI of the whole spine");

        assertThat(post(call.toString()).body()).contains("\"cards\":[]");

        assertThat(get("/actuator/prometheus", "prometheus:scrape").body())
                .contains("spinecds_orders_unknown_total{ehr=\"http://127.0.0.1:*\"} 1.0");
    }

    /** An alert on an increase sees none where the first failure makes the series. */
    @Test
    void failuresAreCountedFromNothing() throws Exception {
        assertThat(get("/actuator/prometheus", "prometheus:scrape").body())
                .contains("outcome=\"NOT_EVALUATED\",reason=\"NOT_EVALUATED\",service=\"" + SERVICE + "\"} 0.0")
                .contains("spinecds_journal_lost_total 0.0")
                .contains("spinecds_worksheet_lost_total 0.0");
    }

    @Test
    void aScraperReadsTheMetricsAndNothingElse() throws Exception {
        assertThat(get("/actuator/prometheus", "prometheus:scrape").statusCode())
                .isEqualTo(200);
        assertThat(get("/actuator/prometheus", "admin:demo").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus", "prometheus:wrong").statusCode()).isEqualTo(401);
        assertThat(get("/actuator/prometheus", null).statusCode()).isEqualTo(401);
        for (String path : List.of("/actuator/metrics", "/journal", "/workbench/versions", "/fhir/Library")) {
            assertThat(get(path, "prometheus:scrape").statusCode()).as(path).isEqualTo(403);
            assertThat(get(path, "admin:demo").statusCode()).as(path).isEqualTo(200);
        }
        assertThat(get("/actuator/health", "prometheus:scrape").body()).doesNotContain("components");
    }

    @Test
    void healthTellsContentStoreAndEhrsApart() throws Exception {
        JsonNode health = json.readTree(get("/actuator/health", "admin:demo").body());

        assertThat(health.path("status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/content/status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/db/status").asString()).isEqualTo("UP");
        JsonNode ehr = health.at("/components/ehr");
        assertThat(ehr.path("status").asString()).isEqualTo("EHR_UNREACHABLE");
        assertThat(ehr.path("details").path("http://127.0.0.1:*").asString()).isEqualTo("REACHED");
        assertThat(ehr.path("details").path("http://localhost:*").asString()).isEqualTo("LAST_READ_FAILED");
        assertThat(get("/actuator/health", null).body()).doesNotContain("ehr", "content");
        assertThat(get("/actuator/health", null).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/health/readiness", null).statusCode()).isEqualTo(200);
    }

    @Test
    void withoutConfigurationNothingIsTraced() {
        assertThat(context.getBeansOfType(SdkTracerProvider.class)).isEmpty();
        assertThat(context.getBeansOfType(SpanExporter.class)).isEmpty();
    }

    @Test
    void anAnswerBearsTheNumberOfItsRequest() throws Exception {
        String id = "3f0c2a52-52a1-4b2f-9d0c-0d6a53c2f001";
        HttpRequest.Builder request = HttpRequest.newBuilder(address("/cds-services"));

        assertThat(http.send(request.header("X-Request-ID", id).build(), BodyHandlers.discarding())
                        .headers()
                        .allValues("X-Request-ID"))
                .containsExactly(id);
        assertThat(http.send(request.setHeader("X-Request-ID", "Quetzalcoatlus").build(), BodyHandlers.discarding())
                        .headers()
                        .firstValue("X-Request-ID")
                        .orElseThrow())
                .hasSize(36)
                .isNotEqualTo(id);
        assertThat(get("/journal", null).headers().firstValue("X-Request-ID")).isPresent();
    }

    private Map<String, Set<String>> exported() throws Exception {
        Map<String, Set<String>> labels = new HashMap<>();
        Matcher sample =
                SAMPLE.matcher(get("/actuator/prometheus", "prometheus:scrape").body());
        while (sample.find()) {
            Set<String> named = labels.computeIfAbsent(sample.group(1), metric -> new TreeSet<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                named.add(label.group(1));
            }
        }
        return labels;
    }

    private List<String> dashboard() throws IOException {
        JsonNode dashboard = json.readTree(Files.readString(Path.of(DASHBOARD)));
        List<String> expressions = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets")
                .forEach(target -> expressions.add(target.path("expr").asString())));
        dashboard.path("templating").path("list").forEach(variable -> {
            Matcher values = Pattern.compile("label_values\\((\\w+), (\\w+)\\)")
                    .matcher(variable.path("definition").asString(""));
            if (values.matches()) {
                expressions.add("sum by (" + values.group(2) + ") (" + values.group(1) + ")");
            }
        });
        return expressions;
    }

    private static List<String> alerts() {
        YamlPropertiesFactoryBean file = new YamlPropertiesFactoryBean();
        file.setResources(new FileSystemResource(ALERTS));
        Properties flat = Objects.requireNonNull(file.getObject());
        return flat.stringPropertyNames().stream()
                .filter(key -> key.endsWith(".expr"))
                .map(flat::getProperty)
                .toList();
    }

    private String call(String fhirServer) throws IOException {
        String example =
                Files.readString(Path.of("cds-hooks/examples/" + SERVICE + "/plan-within-limits/request.json"));
        ObjectNode call = (ObjectNode) json.readTree(example);
        call.remove("prefetch");
        call.put("fhirServer", fhirServer);
        return call.toString();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address(CALL))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, @Nullable String user) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
        if (user != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
