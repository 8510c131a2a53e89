package org.spinecds.suspension;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
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

    @Bean("suspensions")
    SuspensionHealth suspensionHealth(Suspensions suspensions) {
        return new SuspensionHealth(suspensions);
    }
}
