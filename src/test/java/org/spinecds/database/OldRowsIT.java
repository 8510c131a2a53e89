package org.spinecds.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@Tag("full")
class OldRowsIT {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final int MEGABYTE = 1 << 20;

    private final HikariDataSource pool = new HikariDataSource();

    @AfterEach
    void close() {
        pool.close();
    }

    /** A pool of one connection, so that one that is not given back is missed at once. */
    private JdbcClient database(String kind) throws IOException {
        pool.setJdbcUrl(Databases.url(kind));
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(1000);
        JdbcClient database = JdbcClient.create(pool);
        create(database);
        return database;
    }

    private static void create(JdbcClient database) {
        database.sql("create table kept (content bytea not null, until timestamp with time zone not null)")
                .update();
        database.sql("create index kept_by_time on kept (until)").update();
    }

    private static void keep(JdbcClient database, byte[] content, Instant until) {
        database.sql("insert into kept values (?, ?)")
                .params(content, until.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static int rows(JdbcClient database) {
        return database.sql("select count(*) from kept").query(Integer.class).single();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void goesUpToTheMomentAndNoFurther(String kind) throws Exception {
        JdbcClient database = database(kind);
        for (int i = 0; i < 350; i++) {
            keep(database, new byte[1], NOON.plus(Duration.ofNanos(1000L * i)));
        }
        OldRows old = new OldRows(database, "kept", "until");

        assertThat(old.forget(NOON.minusSeconds(1))).isZero();
        assertThat(old.forget(NOON.plus(Duration.ofNanos(1000L * 249)))).isEqualTo(250);
        assertThat(rows(database)).isEqualTo(100);
        assertThat(old.forget(NOON.plusSeconds(1))).isEqualTo(100);
        assertThat(old.forget(NOON.plusSeconds(1))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void takesRowsOfTheSameTimeTogether(String kind) throws Exception {
        JdbcClient database = database(kind);
        for (int i = 0; i < 250; i++) {
            keep(database, new byte[1], i < 240 ? NOON : NOON.plusSeconds(1));
        }

        assertThat(new OldRows(database, "kept", "until").forget(NOON)).isEqualTo(240);
        assertThat(rows(database)).isEqualTo(10);
    }

    @Test
    void manyLargeRowsLeaveNoLargeBufferWithTheThread(@TempDir Path folder) {
        SingleConnectionDataSource file = new SingleConnectionDataSource(
                "jdbc:h2:file:" + folder.resolve("kept").toAbsolutePath() + ";CACHE_SIZE=4096", true);
        try {
            JdbcClient database = JdbcClient.create(file);
            create(database);
            for (int i = 0; i < 4000; i++) {
                keep(database, new byte[10_000], NOON.plusMillis(i));
            }
            long before = direct();

            assertThat(new OldRows(database, "kept", "until").forget(NOON.plusSeconds(60)))
                    .isEqualTo(4000);

            assertThat(direct() - before).isLessThan(4 * MEGABYTE);
        } finally {
            file.destroy();
        }
    }

    /** Memory of this process in buffers outside the heap, bytes. */
    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
