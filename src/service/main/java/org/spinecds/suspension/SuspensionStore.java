package org.spinecds.suspension;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.spinecds.database.ForcedWrites;
import org.spinecds.database.Rows;
import org.spinecds.decision.Suspension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Suspensions in the shared database; a change is on disk when it returns. Rows are never removed. */
record SuspensionStore(JdbcClient database, ForcedWrites disk) {

    void add(Suspension made) {
        new Rows(database, "suspension (id, kind, code, reason, made_by, made_at, ends_at)")
                .insert(made.id(), made.kind(), made.code(), made.reason(), made.by(), made.from(), made.until());
        disk.force();
    }

    /**
     * Ends a suspension.
     *
     * @return whether it was in force until now
     */
    boolean lift(UUID id, String by, Instant now) {
        int lifted = database.sql(
                        """
                        update suspension set lifted_by = ?, lifted_at = ?
                        where id = ? and lifted_at is null and ends_at > ?
                        """)
                .params(by, Rows.utc(now), id, Rows.utc(now))
                .update();
        disk.force();
        return lifted > 0;
    }

    /** Suspensions neither ended nor lifted, the oldest first. */
    List<Suspension> inForce(Instant now) {
        return database.sql(
                        """
                        select id, kind, code, reason, made_by, made_at, ends_at from suspension
                        where ends_at > ? and lifted_at is null order by made_at, id
                        """)
                .params(Rows.utc(now))
                .query((row, number) -> suspension(row))
                .list();
    }

    private static Suspension suspension(ResultSet row) throws SQLException {
        return new Suspension(
                row.getObject("id", UUID.class),
                Suspension.Kind.valueOf(row.getString("kind")),
                row.getString("code"),
                row.getString("reason"),
                row.getString("made_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("ends_at", OffsetDateTime.class).toInstant());
    }
}
