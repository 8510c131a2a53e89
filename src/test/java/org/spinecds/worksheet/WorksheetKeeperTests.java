package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.spinecds.fhir.FhirJson;
import org.spinecds.start.SpineCdsProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.env.MockEnvironment;

class WorksheetKeeperTests {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    static WorksheetAddress address(Map<String, String> settings, @Nullable String port) {
        SpineCdsProperties properties = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("spinecds", SpineCdsProperties.class);
        MockEnvironment environment = new MockEnvironment();
        if (port != null) {
            environment.setProperty("local.server.port", port);
        }
        return new WorksheetAddress(properties.worksheet(), properties.security(), environment);
    }

    @Test
    void linkLeadsWhereClientsKnowTheService() {
        assertThat(address(Map.of("spinecds.security.base-url", "https://cds.example.org/spine/"), "8080")
                        .base())
                .contains("https://cds.example.org/spine");
    }

    @Test
    void withoutAnAddressThereIsNoLink() {
        assertThat(address(Map.of(), "8080").base()).isEmpty();
        assertThat(address(Map.of("spinecds.worksheet.on-this-machine", "true"), null)
                        .base())
                .isEmpty();
    }

    @Test
    void demoLeadsToThisMachine() {
        assertThat(address(Map.of("spinecds.worksheet.on-this-machine", "true"), "18400")
                        .base())
                .contains("http://127.0.0.1:18400");
    }

    @Test
    void switchedOffThereIsNoLink() {
        assertThat(address(
                                Map.of(
                                        "spinecds.worksheet.enabled", "false",
                                        "spinecds.security.base-url", "https://cds.example.org"),
                                "8080")
                        .base())
                .isEmpty();
    }

    @Test
    void whatCannotBeKeptIsCountedAndCostsNobodyAnAnswer() throws Exception {
        // A database without the table.
        WorksheetStore store =
                new WorksheetStore(JdbcClient.create(new DriverManagerDataSource("jdbc:h2:mem:without-tables")), NOON);
        WorksheetKeeper keeper = new WorksheetKeeper(
                address(Map.of("spinecds.security.base-url", "https://cds.example.org"), null),
                new Seal(new FhirJson(FhirContext.forR4Cached())),
                store,
                Duration.ofMinutes(30),
                meters,
                NOON);

        KeptRecord kept = Play.named("V07").kept();
        for (int call = 0; call < 100; call++) {
            keeper.keep(keeper.offer().orElseThrow().handle(), kept, 300);
        }
        keeper.close();

        assertThat(meters.counter("spinecds.worksheet.lost").count()).isEqualTo(100);
        assertThat(meters.counter("spinecds.worksheet.kept").count()).isZero();
    }

    @Test
    void linkTellsNothingButTheHandle() {
        URI link = URI.create(new WorksheetKeeper.Offer("https://cds.example.org", Handle.random(Clock.systemUTC()))
                .link("Open")
                .url());

        assertThat(link.getPath()).isEqualTo("/worksheet");
        assertThat(link.getQuery()).isNull();
        assertThat(link.getFragment()).hasSize(43);
    }
}
