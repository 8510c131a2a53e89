package org.spinecds.worksheet;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.content.Digest;
import org.spinecds.database.OldRows;
import org.spinecds.database.Rows;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** Stores the sealed records of worksheets in the database that all instances share. */
record WorksheetStore(JdbcClient database, Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(WorksheetStore.class);

    /** A sealed record with the moment it expires. */
    @SuppressWarnings("ArrayRecordComponent")
    record Row(Handle handle, byte[] sealed, Instant expires) {}

    /**
     * Stores sealed records, all of them or none.
     *
     * @throws DataAccessException when the database refuses them
     */
    void keep(List<Row> rows) {
        new Rows(database, "worksheet (name, sealed, expires_at)")
                .insertAll(rows.stream()
                        .map(row -> List.of(row.handle().name(), row.sealed(), row.expires()))
                        .toList());
    }

    /**
     * The sealed record of a handle, for the browser that opened it first; empty where there is none or it has expired.
     *
     * @param browser the mark of the browser
     * @throws OpenedElsewhere when another browser opened it first
     */
    Optional<byte[]> open(Handle handle, String browser) {
        String reader = Digest.of(browser);
        Optional<Claimed> row = claimed(handle, reader);
        if (row.isPresent() && row.get().browser() == null) {
            // The record was inserted between the update and the query.
            row = claimed(handle, reader);
        }
        if (row.isPresent() && !reader.equals(row.get().browser())) {
            throw new OpenedElsewhere();
        }
        return row.map(Claimed::sealed);
    }

    private Optional<Claimed> claimed(Handle handle, String reader) {
        database.sql("update worksheet set browser = ? where name = ? and browser is null and expires_at > ?")
                .params(reader, handle.name(), Rows.utc(clock.instant()))
                .update();
        return database.sql("select sealed, browser from worksheet where name = ? and expires_at > ?")
                .params(handle.name(), Rows.utc(clock.instant()))
                .query((result, number) -> new Claimed(result.getBytes("sealed"), result.getString("browser")))
                .optional();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Claimed(byte[] sealed, @Nullable String browser) {}

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT1M")
    void forgetExpired() {
        try {
            new OldRows(database, "worksheet", "expires_at").forget(clock.instant());
        } catch (DataAccessException e) {
            log.error(
                    "Expired worksheets could not be removed: {}", e.getClass().getName());
        }
    }
}
