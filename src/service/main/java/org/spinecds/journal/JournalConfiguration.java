package org.spinecds.journal;

import java.time.Clock;
import org.spinecds.database.ForcedWrites;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class JournalConfiguration {

    @Bean
    Journal journal(JdbcClient database, PlatformTransactionManager transactions, ForcedWrites disk, Clock clock) {
        return new Journal(database, new TransactionTemplate(transactions), disk, clock);
    }

    @Bean
    JournalReport journalReport(JdbcClient database) {
        return new JournalReport(database);
    }

    @Bean
    PatientPseudonyms patientPseudonyms(JournalSettings settings) {
        return new PatientPseudonyms(settings.key());
    }

    @Bean
    Retention retention(Journal journal, JournalSettings settings) {
        return new Retention(journal, settings.retention());
    }
}
