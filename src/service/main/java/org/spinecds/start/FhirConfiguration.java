package org.spinecds.start;

import ca.uhn.fhir.context.FhirContext;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
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
