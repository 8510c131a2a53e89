package org.spinecds.worksheet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** The sealed records of worksheets, in the database all instances share. */
class WorksheetStore {

    private static final Logger log = LoggerFactory.getLogger(WorksheetStore.class);

    private final JdbcClient database;
    private final Clock clock;

    WorksheetStore(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Keeps a sealed record.
     *
     * @throws DataAccessException when the database does not take it
     */
    void keep(Handle handle, byte[] sealed, Instant expires) {
        database.sql("insert into worksheet (name, sealed, expires_at) values (?, ?, ?)")
                .params(handle.name(), sealed, utc(expires))
                .update();
    }

    /**
     * The sealed record of a handle that has not expired, for the browser that opened it first.
     *
     * @throws OpenedElsewhere when another browser did
     */
    Optional<byte[]> open(Handle handle, String browser) {
        String reader = sha256(browser);
        Optional<Row> row = claimed(handle, reader);
        if (row.isPresent() && row.get().browser() == null) {
            // It was kept in the moment between the claim and the look.
            row = claimed(handle, reader);
        }
        if (row.isPresent() && !reader.equals(row.get().browser())) {
            throw new OpenedElsewhere();
        }
        return row.map(Row::sealed);
    }

    private Optional<Row> claimed(Handle handle, String reader) {
        database.sql("update worksheet set browser = ? where name = ? and browser is null and expires_at > ?")
                .params(reader, handle.name(), utc(clock.instant()))
                .update();
        return database.sql("select sealed, browser from worksheet where name = ? and expires_at > ?")
                .params(handle.name(), utc(clock.instant()))
                .query((result, number) -> new Row(result.getBytes("sealed"), result.getString("browser")))
                .optional();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Row(byte[] sealed, @Nullable String browser) {}

    @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT1M")
    void forgetExpired() {
        try {
            database.sql("delete from worksheet where expires_at <= ?")
                    .param(utc(clock.instant()))
                    .update();
        } catch (DataAccessException e) {
            log.error(
                    "Expired worksheets could not be removed: {}", e.getClass().getName());
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
