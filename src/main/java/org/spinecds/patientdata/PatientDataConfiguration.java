package org.spinecds.patientdata;

import org.spinecds.SpineCdsProperties;
import org.spinecds.fhir.FhirJson;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PatientDataConfiguration {

    @Bean
    PatientDataGatherer patientDataGatherer(FhirJson fhir, SpineCdsProperties properties) {
        return new PatientDataGatherer(fhir, properties.fhir());
    }
}
