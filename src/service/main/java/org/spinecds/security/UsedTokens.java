package org.spinecds.security;

import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.content.Digest;
import org.spinecds.database.OldRows;
import org.spinecds.database.Rows;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** The used tokens, in the shared database, so that each is valid for one call. */
record UsedTokens(JdbcClient database, Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(UsedTokens.class);

    /**
     * Marks a token as used.
     *
     * @return whether this was its first use
     * @throws DataAccessException when the database does not answer; the call must then be refused
     */
    boolean use(String client, String jti, Instant expires) {
        try {
            new Rows(database, "used_token (client, token, expires_at)").insert(client, Digest.of(jti), expires);
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
}
