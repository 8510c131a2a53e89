package org.spinecds.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the service under load writes its journal; a PostgreSQL is its own process, and keeps what it has acknowledged. */
final class JournalDatabase implements AutoCloseable {

    private final @Nullable EmbeddedPostgres postgres;

    private JournalDatabase(@Nullable EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** The databases docs/operations.md tells of. */
    enum Kind {
        /** A file in the folder the service is started in, as it is without a setting. */
        H2,
        /** On this machine. */
        POSTGRESQL
    }

    /** Starts an empty one. */
    static JournalDatabase of(Kind kind) throws IOException {
        // The embedded one is made for tests, and would lose the last commits with the power.
        return new JournalDatabase(
                kind == Kind.H2
                        ? null
                        : EmbeddedPostgres.builder()
                                .setServerConfig("fsync", "on")
                                .setServerConfig("synchronous_commit", "on")
                                .start());
    }

    /** What the service is told of it. */
    List<String> arguments() {
        return postgres == null
                ? List.of()
                : List.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Override
    public void close() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }
}
