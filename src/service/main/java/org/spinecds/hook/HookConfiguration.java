package org.spinecds.hook;

import org.spinecds.fhir.FhirJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HookConfiguration {

    @Bean
    StrictJson strictJson(HookSettings settings) {
        return new StrictJson(settings.maxNesting());
    }

    @Bean
    HookRequestReader hookRequestReader(FhirJson fhir, StrictJson json) {
        return new HookRequestReader(fhir, json);
    }

    @Bean
    FeedbackReader feedbackReader(StrictJson json) {
        return new FeedbackReader(json);
    }
}
