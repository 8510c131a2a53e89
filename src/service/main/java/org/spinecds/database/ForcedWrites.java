package org.spinecds.database;

import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Forces commits to disk, so that they outlast a crash. H2 writes a commit to its file up to half a second later
 * ({@code WRITE_DELAY}). PostgreSQL has every commit on disk, and nothing is done.
 */
@Component
public final class ForcedWrites {

    private final JdbcTemplate database;

    /** Forces the commits of one database. */
    public ForcedWrites(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    /**
     * Returns when all commits are on disk (H2, Commands, CHECKPOINT SYNC).
     *
     * @throws org.springframework.dao.DataAccessException when the database fails
     */
    public void force() {
        ConnectionCallback<String> product =
                connection -> connection.getMetaData().getDatabaseProductName();
        if ("H2".equals(database.execute(product))) {
            database.execute("checkpoint sync");
        }
    }
}
