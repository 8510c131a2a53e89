package org.spinecds.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.database.OldRows;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** The used tokens, in the shared database, so that each is valid for one call. */
class UsedTokens {

    private static final Logger log = LoggerFactory.getLogger(UsedTokens.class);

    private final JdbcClient database;
    private final Clock clock;

    UsedTokens(JdbcClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Marks a token as used.
     *
     * @return whether this was its first use
     * @throws DataAccessException when the database does not answer; the call must then be refused
     */
    boolean use(String client, String jti, Instant expires) {
        try {
            database.sql("insert into used_token (client, token, expires_at) values (?, ?, ?)")
                    .params(client, sha256(jti), expires.atOffset(ZoneOffset.UTC))
                    .update();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
    void forgetExpired() {
        try {
            new OldRows(database, "used_token", "expires_at")
                    .forget(clock.instant().minusSeconds(3600));
        } catch (DataAccessException e) {
            log.error("Expired tokens could not be removed: {}", e.getClass().getName());
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
