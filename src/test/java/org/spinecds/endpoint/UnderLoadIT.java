package org.spinecds.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.spinecds.SpineRecurrenceCdsApplication;
import org.spinecds.call.DecisionSupport;
import org.spinecds.card.HookResponse;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** More calls than the service carries, and a stop while one is being answered. */
class UnderLoadIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String CALL =
            """
            {"hook": "order-select", "hookInstance": "i", "context": {"userId": "Practitioner/1", "patientId": "p1",
             "selections": [], "draftOrders": {"resourceType": "Bundle"}}}
            """;

    private static CountDownLatch arrived = new CountDownLatch(1);
    private static CountDownLatch released = new CountDownLatch(1);

    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext service = start();

    /** Answers when it is told to. */
    @TestConfiguration(proxyBeanMethods = false)
    static class SlowDecisionSupport {

        @Bean
        @Primary
        DecisionSupport slowDecisionSupport() {
            return (guideline, service, request) -> {
                arrived.countDown();
                try {
                    assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return new HookResponse(List.of(), Map.of());
            };
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(SpineRecurrenceCdsApplication.class, SlowDecisionSupport.class)
                .run(
                        "--server.port=0",
                        "--spinecds.fhir.allowed-servers=https://ehr.example.org/fhir",
                        "--spinecds.hooks.concurrency=1");
    }

    @BeforeEach
    void again() {
        arrived = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    @AfterEach
    void stop() {
        released.countDown();
        service.close();
    }

    @Test
    void oneCallTooManyIsToldToComeAgain() throws Exception {
        CompletableFuture<HttpResponse<String>> first = call();
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> second = call().get(10, TimeUnit.SECONDS);

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.headers().firstValue("Retry-After")).contains("1");
        assertThat(second.body()).contains("OperationOutcome", "throttled");
        released.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(call().get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aStopFinishesWhatIsBeingAnswered() throws Exception {
        CompletableFuture<HttpResponse<String>> call = call();
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> service.close());
        Thread.sleep(500);
        assertThat(stopping).isNotDone();
        released.countDown();

        HttpResponse<String> answer = call.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"cards\":[]}");
        stopping.get(30, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> call() {
        String port = service.getEnvironment().getProperty("local.server.port", "");
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + SERVICE))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(CALL))
                        .build(),
                BodyHandlers.ofString());
    }
}
