package org.spinecds.suspension;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({SuspensionStore.class, Suspensions.class})
class SuspensionConfiguration {

    @Bean
    MeterBinder suspensionsInForce(Suspensions suspensions) {
        return meters -> Gauge.builder("spinecds.suspensions", suspensions, known -> known.inForce()
                        .size())
                .description("Suspensions that are in force")
                .register(meters);
    }

    /** The active suspensions, and whether they are up to date. A suspension does not change the status. */
    @Bean("suspensions")
    HealthIndicator suspensionHealth(Suspensions suspensions) {
        return () -> Health.up()
                .withDetail("inForce", suspensions.inForce())
                .withDetail("upToDate", suspensions.isUpToDate())
                .build();
    }
}
