package org.spinecds.security;

import org.spinecds.SpineCdsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    FhirServerAllowList fhirServerAllowList(SpineCdsProperties properties) {
        return new FhirServerAllowList(
                properties.fhir().allowedServers(), properties.fhir().plainHttpOnLoopback());
    }
}
