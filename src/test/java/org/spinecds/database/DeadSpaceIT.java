package org.spinecds.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("full")
class DeadSpaceIT {

    private static final int COMMITS = 6000;
    private static final int COMMITS_BETWEEN = 300;

    private static void create(JdbcClient database) {
        database.sql("create table kept (id integer primary key, content varchar(200) not null)")
                .update();
        database.sql("create index kept_by_content on kept (content)").update();
    }

    private static void keep(JdbcClient database, int id) {
        database.sql("insert into kept values (?, ?)")
                .params(id, "x".repeat(100) + id)
                .update();
    }

    /** Bytes of a file after so many commits. */
    private static long grown(Path folder, String name, boolean isTakenBack) throws Exception {
        try (HikariDataSource pool = new HikariDataSource()) {
            // By itself H2 waits 45 s before it writes over what is dead.
            pool.setJdbcUrl("jdbc:h2:file:" + folder.resolve(name).toAbsolutePath()
                    + ";WRITE_DELAY=0;CACHE_SIZE=4096;RETENTION_TIME=0");
            pool.setMaximumPoolSize(1);
            JdbcClient database = JdbcClient.create(pool);
            create(database);
            for (int i = 0; i < COMMITS; i++) {
                keep(database, i);
                if (isTakenBack && i % COMMITS_BETWEEN == 0) {
                    new DeadSpace(pool).takeBack();
                }
            }
            long size = Files.size(folder.resolve(name + ".mv.db"));
            assertThat(database.sql("select count(*) from kept")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(COMMITS);
            return size;
        }
    }

    @Test
    void ofAFileIsUsedAgain(@TempDir Path folder) throws Exception {
        long left = grown(folder, "left", false);
        long takenBack = grown(folder, "taken-back", true);

        assertThat(takenBack).isLessThan(left / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void elsewhereIsNoneOfOurs(String kind) throws Exception {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(Databases.url(kind));
            pool.setMaximumPoolSize(1);
            JdbcClient database = JdbcClient.create(pool);
            create(database);
            keep(database, 1);

            new DeadSpace(pool).takeBack();
            new DeadSpace(pool).takeBack();

            assertThat(database.sql("select count(*) from kept")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }
}
