package org.spinecds.worksheet;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({WorksheetStore.class, Seal.class, WorksheetAddress.class, Worksheets.class})
class WorksheetConfiguration {

    @Bean(destroyMethod = "close")
    WorksheetKeeper worksheetKeeper(
            WorksheetSettings settings,
            WorksheetAddress address,
            Seal seal,
            WorksheetStore store,
            MeterRegistry meters,
            Clock clock) {
        return new WorksheetKeeper(address, seal, store, settings.lifetime(), meters, clock);
    }
}
