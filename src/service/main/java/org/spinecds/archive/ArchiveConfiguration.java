package org.spinecds.archive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
import org.spinecds.database.ForcedWrites;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.journal.JournalSettings;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Only where an archive is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spinecds.archive.base")
class ArchiveConfiguration {

    @Bean
    AskSeal askSeal(JournalSettings settings) {
        return new AskSeal(settings.key());
    }

    @Bean
    Thresholds doseThresholds(ActiveGuideline guideline) {
        return new Thresholds(guideline);
    }

    @Bean
    DoseStore doseStore(JdbcClient database, PlatformTransactionManager transactions, ForcedWrites disk, Clock clock) {
        return new DoseStore(database, new TransactionTemplate(transactions), disk, clock);
    }

    @Bean(initMethod = "start")
    ArchiveWorker archiveWorker(
            DoseStore store,
            AskSeal seal,
            ArchiveSettings settings,
            Thresholds thresholds,
            ActiveGuideline guideline,
            Clock clock) {
        URI base = Objects.requireNonNull(settings.base());
        DicomWeb archive = new DicomWeb(base, settings.headers(), settings.connectTimeout(), settings.deadline());
        return new ArchiveWorker(
                store,
                new ArchiveReading(
                        archive, settings, () -> thresholds.get().settings(), new LevelCodes(guideline, clock)),
                seal,
                settings,
                clock);
    }

    @Bean
    DoseArchive doseArchive(
            DoseStore store,
            ArchiveWorker worker,
            AskSeal seal,
            ArchiveSettings settings,
            Thresholds thresholds,
            Clock clock) {
        return new DoseArchive(store, worker, seal, settings, thresholds, clock);
    }

    @Bean
    ServedDoses servedDoses(DoseStore store, AskSeal seal, ArchiveSettings settings, Thresholds thresholds) {
        return new ServedDoses(store, seal, settings, thresholds::words);
    }

    @Bean
    DoseWorklist doseWorklist(DoseStore store, AskSeal seal, Thresholds thresholds, Clock clock) {
        return new DoseWorklist(store, seal, thresholds::words, clock);
    }

    @Bean
    DosePage dosePage(DoseStore store, AskSeal seal, Thresholds thresholds, Clock clock) {
        return new DosePage(store, seal, thresholds::words, clock);
    }

    @Bean
    MeterBinder questionsToTheArchive(DoseStore store) {
        return meters -> Gauge.builder("spinecds.archive.waiting", store, DoseStore::waiting)
                .description("Patients with doses that wait to be read from the archive, or are being read")
                .register(meters);
    }
}
