package org.spinecds.patientdata;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(FhirServers.class)
class PatientDataConfiguration {

    @Bean
    PatientDataGatherer patientDataGatherer(List<RecordSource> sources, FhirServerSettings settings) {
        return new PatientDataGatherer(settings.deadline(), sources);
    }

    @Bean
    Reachability reachability(FhirServers servers, FhirServerSettings settings) {
        return new Reachability(servers, settings.allowedServers());
    }

    @Bean("ehr")
    EhrHealth ehrHealth(Reachability reachability) {
        return new EhrHealth(reachability);
    }

    /** One series for each configured server: 1 where it was reached, 0 where it was not, NaN where that is unknown. */
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
