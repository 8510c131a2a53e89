package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The sealed records in both databases: bound, shared, expired, forgotten. */
class WorksheetStoreIT {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final byte[] SEALED = {1, 2, 3, -4};

    private final Handle handle = Handle.random(Clock.systemUTC());

    private static DataSource database(String kind) throws Exception {
        DataSource source = new DriverManagerDataSource(Databases.url(kind));
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }

    private static WorksheetStore at(DataSource database, Instant moment) {
        return new WorksheetStore(JdbcClient.create(database), Clock.fixed(moment, ZoneOffset.UTC));
    }

    private static WorksheetStore.Row row(Handle handle, byte[] sealed) {
        return new WorksheetStore.Row(handle, sealed, NOON.plus(Duration.ofMinutes(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void belongsToTheFirstBrowserOnEveryInstance(String kind) throws Exception {
        DataSource database = database(kind);
        WorksheetStore one = at(database, NOON);
        WorksheetStore other = at(database, NOON);
        one.keep(List.of(row(handle, SEALED), row(Handle.random(Clock.systemUTC()), SEALED)));

        assertThat(other.open(handle, "first")).contains(SEALED);
        assertThat(one.open(handle, "first")).contains(SEALED);
        assertThatThrownBy(() -> one.open(handle, "second")).isInstanceOf(OpenedElsewhere.class);
        assertThatThrownBy(() -> other.open(handle, "")).isInstanceOf(OpenedElsewhere.class);
        assertThat(one.open(Handle.random(Clock.systemUTC()), "first")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void isGoneWhenItsTimeIsOver(String kind) throws Exception {
        DataSource database = database(kind);
        at(database, NOON).keep(List.of(row(handle, SEALED)));

        assertThat(at(database, NOON.plus(Duration.ofMinutes(29))).open(handle, "first"))
                .isPresent();
        assertThat(at(database, NOON.plus(Duration.ofMinutes(30))).open(handle, "first"))
                .isEmpty();
        at(database, NOON.plus(Duration.ofMinutes(29))).forgetExpired();
        assertThat(rows(database)).isEqualTo(1);
        at(database, NOON.plus(Duration.ofMinutes(30))).forgetExpired();
        assertThat(rows(database)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void holdsSeveralMegabytes(String kind) throws Exception {
        WorksheetStore store = at(database(kind), NOON);
        byte[] large = new byte[4 * 1024 * 1024];
        java.util.Arrays.fill(large, (byte) 7);

        store.keep(List.of(row(handle, large)));

        assertThat(store.open(handle, "first")).contains(large);
    }

    private static long rows(DataSource database) {
        return JdbcClient.create(database)
                .sql("select count(*) from worksheet")
                .query(Long.class)
                .single();
    }
}
