package org.spinecds.profile;

import ca.uhn.fhir.context.FhirContext;
import org.spinecds.content.Content;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProfileConfiguration {

    @Bean
    RecordValidator recordValidator(FhirContext context, Content content) {
        return new RecordValidator(context, content);
    }
}
