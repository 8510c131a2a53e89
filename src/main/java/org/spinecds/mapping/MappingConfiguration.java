package org.spinecds.mapping;

import ca.uhn.fhir.context.FhirContext;
import org.spinecds.SpineCdsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MappingConfiguration {

    @Bean
    LocalCodes localCodes(SpineCdsProperties properties, FhirContext context) {
        return LocalCodes.in(properties.localCodes(), context);
    }
}
