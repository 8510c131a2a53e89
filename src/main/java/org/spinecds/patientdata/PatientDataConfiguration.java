package org.spinecds.patientdata;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.spinecds.fhir.FhirJson;
import org.spinecds.observability.EhrMeters;
import org.spinecds.security.AddressCheck;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PatientDataConfiguration {

    @Bean
    PatientDataGatherer patientDataGatherer(
            FhirJson fhir, AddressCheck addresses, EhrMeters meters, FhirServerSettings settings) {
        return new PatientDataGatherer(fhir, addresses, meters, settings);
    }

    @Bean
    Reachability reachability(PatientDataGatherer gatherer, FhirServerSettings settings) {
        return new Reachability(gatherer, settings.allowedServers());
    }

    @Bean("ehr")
    EhrHealth ehrHealth(Reachability reachability) {
        return new EhrHealth(reachability);
    }

    /** One series for each configured server: 1 reached, 0 not, and no number while that is unknown. */
    @Bean
    MeterBinder ehrReachable(Reachability reachability, FhirServerSettings settings) {
        return meters -> settings.allowedServers().forEach(server -> Gauge.builder(
                        "spinecds.ehr.reachable", reachability, known -> number(known.state(server)))
                .tag("server", server)
                .description("Whether the last reads of the FHIR server were answered")
                .register(meters));
    }

    private static double number(Reachability.State state) {
        return switch (state) {
            case UNKNOWN -> Double.NaN;
            case REACHED -> 1;
            case LAST_READ_FAILED, LEFT_ALONE -> 0;
        };
    }
}
