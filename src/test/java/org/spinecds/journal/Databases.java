package org.spinecds.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The databases the journal must work in; PostgreSQL is started once, on first use, and ends with the tests. */
public final class Databases {

    private static @Nullable EmbeddedPostgres postgres;

    private Databases() {}

    /** The address of a new, empty database of the kind {@code H2} or {@code POSTGRESQL}. */
    public static String url(String kind) throws IOException {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        if (kind.equals("H2")) {
            return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
        }
        try (var connection = postgres().getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (java.sql.SQLException e) {
            throw new IOException(e);
        }
        return postgres().getJdbcUrl("postgres", name);
    }

    private static synchronized EmbeddedPostgres postgres() throws IOException {
        if (postgres == null) {
            EmbeddedPostgres started = EmbeddedPostgres.builder().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
            postgres = started;
        }
        return postgres;
    }

    private static void close(EmbeddedPostgres started) {
        try {
            started.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
