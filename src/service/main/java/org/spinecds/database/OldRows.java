package org.spinecds.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes old rows of a table, about a hundred in each transaction. H2 keeps removed rows until the transaction ends
 * and then writes them in one piece. Its writing thread keeps a buffer of that size outside the heap for as long as it
 * lives, so transactions are small.
 *
 * @param table the name of the table
 * @param time the name of the column with a row's time; it has an index
 */
public record OldRows(JdbcClient database, String table, String time) {

    private static final int AT_A_TIME = 100;

    /**
     * Removes every row with a time at or before a moment. Rows of the same time are removed in the same transaction.
     *
     * @return the number of rows removed
     * @throws DataAccessException when the database fails; earlier transactions stay committed
     */
    public int forget(Instant moment) {
        String upTo = "delete from %1$s where %2$s <= ?".formatted(table, time);
        OffsetDateTime last = moment.atOffset(ZoneOffset.UTC);
        int forgotten = 0;
        int now;
        do {
            now = someUpTo(last)
                    .map(oldest -> database.sql(upTo).param(oldest).update())
                    .orElse(0);
            forgotten += now;
        } while (now > 0);
        return forgotten;
    }

    /** The latest time among the oldest hundred rows up to a moment; empty where there are none. */
    private Optional<OffsetDateTime> someUpTo(OffsetDateTime last) {
        String some = ("select max(%2$s) from (select %2$s from %1$s where %2$s <= ? order by %2$s"
                        + " fetch first %3$d rows only) oldest")
                .formatted(table, time, AT_A_TIME);
        return database.sql(some).param(last).query(OffsetDateTime.class).optional();
    }
}
