package org.spinecds.fhir;

import ca.uhn.fhir.context.FhirContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FhirConfiguration {

    @Bean
    FhirContext fhirContext() {
        return R4.context();
    }

    @Bean
    FhirJson fhirJson(FhirContext context) {
        FhirJson json = new FhirJson(context);
        json.warmUp();
        return json;
    }
}
