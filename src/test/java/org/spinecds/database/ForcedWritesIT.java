package org.spinecds.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** With the settings of application.yml a commit reaches the file of H2 later, a forced one at once, and the file stays small. */
class ForcedWritesIT {

    private static final String SETTINGS = ";CACHE_SIZE=4096;DB_CLOSE_ON_EXIT=FALSE";
    private static final int COMMITS = 6000;
    private static final long LARGEST = 10 << 20;

    private final HikariDataSource pool = new HikariDataSource();

    @AfterEach
    void close() {
        pool.close();
    }

    private JdbcClient database(String url) {
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(1);
        JdbcClient database = JdbcClient.create(pool);
        database.sql("create table kept (id integer primary key, content varchar(200) not null)")
                .update();
        database.sql("create index kept_by_content on kept (content)").update();
        return database;
    }

    private static void keep(JdbcClient database, int id) {
        database.sql("insert into kept values (?, ?)")
                .params(id, "x".repeat(100) + id)
                .update();
    }

    private static int rows(JdbcClient database) {
        return database.sql("select count(*) from kept").query(Integer.class).single();
    }

    @Test
    void aForcedCommitIsInTheFileAtOnceWithAllThatWereMadeBefore(@TempDir Path folder) throws Exception {
        JdbcClient database = database(url(folder, "journal"));
        for (int id = 0; id < 50; id++) {
            keep(database, id);
        }
        new ForcedWrites(pool).force();
        Files.copy(folder.resolve("journal.mv.db"), folder.resolve("after-the-crash.mv.db"));

        assertThat(rows(JdbcClient.create(new DriverManagerDataSource(url(folder, "after-the-crash"), "", ""))))
                .isEqualTo(50);
    }

    @Test
    void theFileHoldsLittleThatNobodyNeeds(@TempDir Path folder) throws Exception {
        JdbcClient database = database(url(folder, "journal"));
        for (int id = 0; id < COMMITS; id++) {
            keep(database, id);
        }
        new ForcedWrites(pool).force();

        assertThat(rows(database)).isEqualTo(COMMITS);
        assertThat(Files.size(folder.resolve("journal.mv.db"))).isLessThan(LARGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void otherDatabasesNeedNoForce(String kind) throws Exception {
        JdbcClient database = database(Databases.url(kind));
        keep(database, 1);

        new ForcedWrites(pool).force();

        assertThat(rows(database)).isEqualTo(1);
    }

    private static String url(Path folder, String name) {
        return "jdbc:h2:file:" + folder.resolve(name).toAbsolutePath() + SETTINGS;
    }
}
