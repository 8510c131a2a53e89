package org.spinecds.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * What an H2 file holds and nobody needs any longer. H2 takes it back in a thread that it has only where a commit may reach
 * the disk later; with {@code WRITE_DELAY=0} there is none, and the file grows by 30 kB with every decision, of which it
 * needs less than one. PostgreSQL and H2 in memory need nothing of this.
 */
class DeadSpace {

    private static final Logger log = LoggerFactory.getLogger(DeadSpace.class);

    /** Percent of what the file's pieces hold that is needed. */
    private static final int LEAST_NEEDED = 50;

    /** Written at a time; commits wait for it, some milliseconds. */
    private static final int BYTES_AT_A_TIME = 1 << 20;

    private static final int MOST_TIMES = 20;

    private final DataSource database;

    DeadSpace(DataSource database) {
        this.database = database;
    }

    @Scheduled(fixedDelayString = "PT5S", initialDelayString = "PT1M")
    void takeBack() {
        try (Connection connection = database.getConnection()) {
            if (connection.isWrapperFor(JdbcConnection.class)
                    && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
                takeBack(session.getDatabase().getStore().getMvStore());
            }
        } catch (SQLException | MVStoreException e) {
            log.error(
                    "What the journal's file no longer needs could not be taken back: {}",
                    e.getClass().getName());
        }
    }

    private static void takeBack(MVStore file) {
        int times = 0;
        while (times < MOST_TIMES && file.compact(LEAST_NEEDED, BYTES_AT_A_TIME)) {
            times++;
        }
    }
}
