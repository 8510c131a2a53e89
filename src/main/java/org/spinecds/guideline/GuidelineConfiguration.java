package org.spinecds.guideline;

import ca.uhn.fhir.context.FhirContext;
import org.spinecds.SpineCdsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GuidelineConfiguration {

    @Bean
    ActiveGuideline activeGuideline(SpineCdsProperties properties, FhirContext fhir) {
        return new ActiveGuideline(Guideline.load(properties, fhir));
    }
}
