package org.spinecds.observability;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With a collector configured, a call is a trace with a span for each stage, and its log lines are found by it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spinecds.fhir.allowed-servers=https://ehr.example.org",
            "management.opentelemetry.enabled=true",
            "management.tracing.sampling.probability=1.0"
        })
@ExtendWith(OutputCaptureExtension.class)
class TracesIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final InMemorySpanExporter SPANS = InMemorySpanExporter.create();
    private static final WireMockServer COLLECTOR = new WireMockServer(options().dynamicPort());

    private final SdkTracerProvider tracing;
    private final int port;

    TracesIT(@LocalServerPort int port, @Autowired SdkTracerProvider tracing) {
        this.port = port;
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
    static void collector(DynamicPropertyRegistry registry) {
        COLLECTOR.start();
        COLLECTOR.stubFor(post(anyUrl()).willReturn(aResponse()));
        registry.add(
                "management.opentelemetry.tracing.export.otlp.endpoint",
                () -> "http://127.0.0.1:" + COLLECTOR.port() + "/v1/traces");
    }

    @AfterAll
    static void stop() {
        COLLECTOR.stop();
    }

    @Test
    void aCallIsATraceWithASpanForEachStage(CapturedOutput output) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/cds-services/spine-recurrence-order-select"))
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofFile(
                        Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json")))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        // The span of the request ends after its answer is sent.
        await().until(() -> spans().size() >= 6);

        List<SpanData> spans = spans();
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactly(
                        "gather",
                        "evaluate",
                        "decide",
                        "render",
                        "spine-recurrence-order-select",
                        "http post /cds-services/{id}");
        String call = spans.get(4).getSpanId();
        assertThat(spans.subList(0, 4)).allMatch(span -> span.getParentSpanId().equals(call));
        assertThat(spans.get(4).getParentSpanId()).isEqualTo(spans.get(5).getSpanId());
        assertThat(output.getAll().lines().filter(line -> line.contains("spine-recurrence-order-select answered")))
                .singleElement()
                .asString()
                .contains("[" + TRACE);
        COLLECTOR.verify(postRequestedFor(urlEqualTo("/v1/traces")));
    }

    private List<SpanData> spans() {
        tracing.forceFlush().join(10, TimeUnit.SECONDS);
        return SPANS.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE))
                .toList();
    }
}
