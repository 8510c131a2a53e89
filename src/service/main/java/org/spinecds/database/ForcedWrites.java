package org.spinecds.database;

import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Commits that must outlast a crash. H2 writes a commit to its file up to half a second later ({@code WRITE_DELAY}), unless it is
 * told to; PostgreSQL has every commit on disk.
 */
public final class ForcedWrites {

    private final JdbcTemplate database;

    /** Those of a database. */
    public ForcedWrites(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    /**
     * Returns when all that is committed is on disk (H2, Commands, CHECKPOINT SYNC).
     *
     * @throws org.springframework.dao.DataAccessException when the database does not do it
     */
    public void force() {
        ConnectionCallback<String> product =
                connection -> connection.getMetaData().getDatabaseProductName();
        if ("H2".equals(database.execute(product))) {
            database.execute("checkpoint sync");
        }
    }
}
