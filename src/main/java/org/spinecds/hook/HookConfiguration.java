package org.spinecds.hook;

import org.spinecds.SpineCdsProperties;
import org.spinecds.content.Content;
import org.spinecds.fhir.FhirJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HookConfiguration {

    @Bean
    ServiceCatalog serviceCatalog(Content content) {
        return ServiceCatalog.from(content);
    }

    @Bean
    HookRequestReader hookRequestReader(FhirJson fhir, SpineCdsProperties properties) {
        return new HookRequestReader(
                fhir, properties.explain(), properties.hooks().maxNesting());
    }
}
