package org.spinecds.archive;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.spinecds.database.ForcedWrites;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** A new database with the tables of the service. */
final class ArchiveDatabase {

    private final DriverManagerDataSource source;
    private final JdbcClient client;

    /** Makes a database of the kind {@code H2} or {@code POSTGRESQL}. */
    ArchiveDatabase(String kind) throws IOException {
        source = new DriverManagerDataSource(Databases.url(kind));
        Flyway.configure().dataSource(source).load().migrate();
        client = JdbcClient.create(source);
    }

    JdbcClient client() {
        return client;
    }

    /** A store on this database, as each instance has its own. */
    DoseStore store(Clock clock) {
        return store(source, clock);
    }

    /** A store on this database that gets a connection only after a while. */
    DoseStore slow(Duration delay) {
        DriverManagerDataSource late = new DriverManagerDataSource(String.valueOf(source.getUrl())) {
            @Override
            public Connection getConnection() throws SQLException {
                try {
                    Thread.sleep(delay.toMillis());
                } catch (InterruptedException e) {
                    throw new SQLException("A thread that uses the database was interrupted", e);
                }
                return super.getConnection();
            }
        };
        return store(late, Clock.systemUTC());
    }

    /** A store on a database that gives no connection until a test is over. */
    static DoseStore hanging(CountDownLatch over) {
        DriverManagerDataSource never = new DriverManagerDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                try {
                    over.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new SQLException("A thread that uses the database was interrupted", e);
                }
                throw new SQLException("The test is over");
            }
        };
        return store(never, Clock.systemUTC());
    }

    private static DoseStore store(DriverManagerDataSource source, Clock clock) {
        return new DoseStore(
                JdbcClient.create(source),
                new TransactionTemplate(new DataSourceTransactionManager(source)),
                new ForcedWrites(source),
                clock);
    }

    /** The content of all rows, as texts. */
    String everything() {
        return client.sql("select * from archive_patient").query().listOfRows().toString()
                + client.sql("select * from archive_dose").query().listOfRows();
    }
}
