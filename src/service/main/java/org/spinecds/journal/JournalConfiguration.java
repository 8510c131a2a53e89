package org.spinecds.journal;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@Import({Journal.class, JournalReport.class, PatientPseudonyms.class, Retention.class})
class JournalConfiguration {}
