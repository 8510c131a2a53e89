package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.FhirVersionEnum;
import ca.uhn.fhir.parser.IParser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.fhir.FhirJson;
import org.spinecds.journal.Databases;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Calls come faster than one thread keeps, or the database stands still. */
@Tag("full")
@ExtendWith(OutputCaptureExtension.class)
class KeeperUnderLoadTests {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final int OFFERS = 2000;
    private static final int CALLERS = 16;
    /** So many wait for the database; what is being written has left the line. */
    private static final int WAITING = 500;

    private final KeptRecord record = Play.named("V07").kept();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FhirOfCalls fhir = new FhirOfCalls();
    private final StandingStill database = new StandingStill(migrated());
    private final WorksheetStore store = new WorksheetStore(JdbcClient.create(database), NOON);
    private final WorksheetKeeper keeper = new WorksheetKeeper(
            WorksheetKeeperTests.address(Map.of(), null),
            new Seal(new FhirJson(fhir)),
            store,
            Duration.ofMinutes(30),
            meters,
            NOON);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    private static DataSource migrated() {
        try {
            DataSource source = new DriverManagerDataSource(Databases.url("H2"));
            Flyway.configure().dataSource(source).load().migrate();
            return source;
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A database that gives a connection when it is told to. */
    private static final class StandingStill extends AbstractDataSource {

        private final DataSource database;
        private final CountDownLatch wasAsked = new CountDownLatch(1);
        private volatile CountDownLatch goesOn = new CountDownLatch(0);

        StandingStill(DataSource database) {
            this.database = database;
        }

        void stop() {
            goesOn = new CountDownLatch(1);
        }

        void goOn() {
            goesOn.countDown();
        }

        @Override
        public Connection getConnection() throws SQLException {
            wasAsked.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return database.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }

    /** Writes nothing that is not as it was read on the thread of a call until it is told to. */
    private static final class FhirOfCalls extends FhirContext {

        private final CountDownLatch goesOn = new CountDownLatch(1);

        FhirOfCalls() {
            super(FhirVersionEnum.R4);
        }

        @Override
        public IParser newJsonParser() {
            if (Thread.currentThread().getName().startsWith("http-")) {
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return super.newJsonParser();
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        database.goOn();
        callers.shutdown();
        assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        keeper.close();
    }

    private double kept() {
        return meters.counter("spinecds.worksheet.kept").count();
    }

    private double lost() {
        return meters.counter("spinecds.worksheet.lost").count();
    }

    @Test
    void noneIsLostHoweverFastTheyCome() throws Exception {
        Set<Handle> handles = ConcurrentHashMap.newKeySet();
        List<Future<?>> calling = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            calling.add(callers.submit(() -> {
                for (int offer = 0; offer < OFFERS / CALLERS; offer++) {
                    Handle handle = Handle.random(Clock.systemUTC());
                    handles.add(handle);
                    keeper.keep(handle, record, null);
                }
            }));
        }
        for (Future<?> caller : calling) {
            caller.get();
        }
        keeper.close();

        assertThat(kept()).isEqualTo(OFFERS);
        assertThat(lost()).isZero();
        assertThat(handles).hasSize(OFFERS).allMatch(handle -> store.open(handle, "browser")
                .isPresent());
        assertThat(handles).noneMatch(keeper::isKeeping);
    }

    @Test
    void whatCannotWaitForADatabaseThatStandsStillIsCountedAndSaid(CapturedOutput output) throws Exception {
        int tooMany = 40;
        theLineIsFull();

        for (int call = 0; call < tooMany; call++) {
            callers.execute(() -> keeper.keep(Handle.random(Clock.systemUTC()), record, null));
        }

        String said = "Worksheets that could not be kept: 1, too many are waiting";
        await().untilAsserted(() -> assertThat(output.getAll().split(said, -1)).hasSize(tooMany + 1));
        assertThat(lost()).isEqualTo(tooMany);
        database.goOn();
        await().untilAsserted(() -> assertThat(kept()).isEqualTo(WAITING + 1));
        assertThat(lost()).isEqualTo(tooMany);
    }

    /** One is being written, and as many wait as may. */
    private void theLineIsFull() throws InterruptedException {
        database.stop();
        keeper.keep(Handle.random(Clock.systemUTC()), record, null);
        assertThat(database.wasAsked.await(10, TimeUnit.SECONDS)).isTrue();
        for (int call = 0; call < WAITING; call++) {
            keeper.keep(Handle.random(Clock.systemUTC()), record, null);
        }
    }

    @Test
    void answerIsSentBeforeItsThreadSealsTheRecord(@TempDir Path folder) throws Exception {
        record.resources().forEach(FhirJson::changed);
        theLineIsFull();
        Handle handle = Handle.random(Clock.systemUTC());
        Tomcat server = answering(folder, new Answering(keeper, handle, record));

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + server.getConnector().getLocalPort() + "/"))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("cards");
        assertThat(keeper.isKeeping(handle)).isTrue();
        database.goOn();
        await().until(() -> kept() == WAITING + 1);
        assertThat(keeper.isKeeping(handle)).isTrue();
        fhir.goesOn.countDown();
        await().until(() -> store.open(handle, "browser").isPresent());
        server.stop();
        server.destroy();
    }

    @RestController
    static class Answering {

        private final WorksheetKeeper keeper;
        private final Handle handle;
        private final KeptRecord record;

        Answering(WorksheetKeeper keeper, Handle handle, KeptRecord record) {
            this.keeper = keeper;
            this.handle = handle;
            this.record = record;
        }

        @GetMapping("/")
        byte[] answer() {
            keeper.keep(handle, record, null);
            return new byte[] {'c', 'a', 'r', 'd', 's'};
        }
    }

    private static Tomcat answering(Path folder, Answering controller) throws Exception {
        GenericWebApplicationContext spring = new GenericWebApplicationContext();
        spring.registerBean(Answering.class, () -> controller);
        Tomcat server = new Tomcat();
        server.setBaseDir(folder.toString());
        server.setPort(0);
        Context context = server.addContext("", folder.toString());
        Tomcat.addServlet(context, "spring", new DispatcherServlet(spring)).addMapping("/");
        server.start();
        return server;
    }
}
