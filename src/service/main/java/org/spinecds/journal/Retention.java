package org.spinecds.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/** Removes decisions past their retention, every hour. */
record Retention(Journal journal, JournalSettings settings) {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void forget() {
        try {
            int forgotten = journal.forgetOlderThan(settings.retention());
            if (forgotten > 0) {
                log.info("{} decisions of the journal are past their retention and were removed.", forgotten);
            }
        } catch (DataAccessException e) {
            log.error(
                    "The journal could not be cleared of what is past its retention: {}",
                    e.getClass().getName());
        }
    }
}
