package org.spinecds.journal;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@Import({Journal.class, JournalReport.class})
class JournalConfiguration {

    @Bean
    PatientPseudonyms patientPseudonyms(JournalSettings settings) {
        return new PatientPseudonyms(settings.key());
    }

    @Bean
    Retention retention(Journal journal, JournalSettings settings) {
        return new Retention(journal, settings.retention());
    }
}
