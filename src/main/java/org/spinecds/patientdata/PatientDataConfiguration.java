package org.spinecds.patientdata;

import org.spinecds.SpineCdsProperties;
import org.spinecds.fhir.FhirJson;
import org.spinecds.security.AddressCheck;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PatientDataConfiguration {

    @Bean
    PatientDataGatherer patientDataGatherer(FhirJson fhir, AddressCheck addresses, SpineCdsProperties properties) {
        return new PatientDataGatherer(fhir, addresses, properties.fhir());
    }
}
