package org.spinecds.suspension;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.spinecds.database.ForcedWrites;
import org.spinecds.guideline.ActiveGuideline;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SuspensionConfiguration {

    @Bean
    Suspensions knownSuspensions(JdbcClient database, ForcedWrites disk, ActiveGuideline guideline, Clock clock) {
        return new Suspensions(new SuspensionStore(database, disk), guideline, clock);
    }

    @Bean
    MeterBinder suspensionsInForce(Suspensions suspensions) {
        return meters -> Gauge.builder("spinecds.suspensions", suspensions, known -> known.inForce()
                        .size())
                .description("Suspensions that are in force")
                .register(meters);
    }

    @Bean("suspensions")
    SuspensionHealth suspensionHealth(Suspensions suspensions) {
        return new SuspensionHealth(suspensions);
    }
}
