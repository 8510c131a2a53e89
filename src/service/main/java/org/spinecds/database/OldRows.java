package org.spinecds.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of a table that are past their time, forgotten a few at a time. Of a transaction H2 keeps what it removes until
 * the commit, and writes it in one piece; the thread that writes keeps a buffer of that size outside the heap for as long as
 * it lives.
 */
public final class OldRows {

    private static final int AT_A_TIME = 100;

    private final JdbcClient database;
    private final String some;
    private final String upTo;

    /**
     * Those of a table.
     *
     * @param table its name
     * @param time the column that tells a row's time, which has an index
     */
    public OldRows(JdbcClient database, String table, String time) {
        this.database = database;
        this.some = ("select max(%2$s) from (select %2$s from %1$s where %2$s <= ? order by %2$s"
                        + " fetch first %3$d rows only) oldest")
                .formatted(table, time, AT_A_TIME);
        this.upTo = "delete from %1$s where %2$s <= ?".formatted(table, time);
    }

    /**
     * Removes every row whose time is not after a moment, each few in a transaction of their own; rows of one and the same
     * time go together.
     *
     * @return how many
     * @throws DataAccessException when the database does not do it; what is removed by then stays removed
     */
    public int forget(Instant moment) {
        OffsetDateTime last = moment.atOffset(ZoneOffset.UTC);
        int forgotten = 0;
        int now;
        do {
            now = someUpTo(last)
                    .map(time -> database.sql(upTo).param(time).update())
                    .orElse(0);
            forgotten += now;
        } while (now > 0);
        return forgotten;
    }

    /** The time up to which a few of them reach; nothing where there are none. */
    private Optional<OffsetDateTime> someUpTo(OffsetDateTime last) {
        return database.sql(some).param(last).query(OffsetDateTime.class).optional();
    }
}
