package org.spinecds.worksheet;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.spinecds.fhir.FhirJson;
import org.spinecds.security.SecuritySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class WorksheetConfiguration {

    @Bean
    WorksheetStore worksheetStore(JdbcClient database, Clock clock) {
        return new WorksheetStore(database, clock);
    }

    @Bean(destroyMethod = "close")
    WorksheetKeeper worksheetKeeper(
            WorksheetSettings settings,
            SecuritySettings security,
            Environment environment,
            FhirJson fhir,
            WorksheetStore store,
            MeterRegistry meters,
            Clock clock) {
        return new WorksheetKeeper(
                new WorksheetAddress(settings, security, environment),
                new Seal(fhir),
                store,
                settings.lifetime(),
                meters,
                clock);
    }

    @Bean
    Worksheets worksheets(WorksheetStore store, FhirJson fhir, WorksheetKeeper keeper, Clock clock) {
        return new Worksheets(store, new Seal(fhir), keeper, clock);
    }
}
