package org.spinecds.patientdata;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({FhirServers.class, Reachability.class})
class PatientDataConfiguration {

    @Bean
    PatientDataGatherer patientDataGatherer(List<RecordSource> sources, FhirServerSettings settings) {
        return new PatientDataGatherer(settings.deadline(), sources);
    }

    /**
     * Shows which EHRs could be reached. An unreachable EHR does not make this service unhealthy: calls with a complete
     * prefetch are answered, and a restart would not help. So the status counts neither as up nor as down.
     */
    @Bean("ehr")
    HealthIndicator ehrHealth(Reachability reachability) {
        return () -> {
            Map<String, Reachability.State> states = reachability.states();
            boolean allReached = states.values().stream()
                    .allMatch(state -> state == Reachability.State.REACHED || state == Reachability.State.UNKNOWN);
            return Health.status(allReached ? Status.UP : new Status("EHR_UNREACHABLE"))
                    .withDetails(states)
                    .build();
        };
    }

    /** One series for each configured server: 1 where it was reached, 0 where it was not, NaN where that is unknown. */
    @Bean
    MeterBinder ehrReachable(Reachability reachability, FhirServerSettings settings) {
        return meters -> settings.allowedServers().forEach(server -> Gauge.builder(
                        "spinecds.ehr.reachable", reachability, known -> number(known.state(server)))
                .tag("server", server)
                .description("Whether the last reads of the FHIR server were answered")
                .register(meters));
    }

    private static double number(Reachability.State state) {
        return switch (state) {
            case UNKNOWN -> Double.NaN;
            case REACHED -> 1;
            case LAST_READ_FAILED, LEFT_ALONE -> 0;
        };
    }
}
