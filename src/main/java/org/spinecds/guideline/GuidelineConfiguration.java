package org.spinecds.guideline;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import org.spinecds.SpineCdsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GuidelineConfiguration {

    @Bean
    GuidelineSource guidelineSource(SpineCdsProperties properties) {
        return GuidelineSource.of(properties);
    }

    @Bean
    ActiveGuideline activeGuideline(
            GuidelineSource source, FhirContext fhir, SpineCdsProperties properties, Clock clock) {
        return new ActiveGuideline(source.load(fhir), properties.reload().versions(), clock);
    }
}
