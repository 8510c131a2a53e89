package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.spinecds.database.ForcedWrites;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.guideline.ReloadSettings;
import org.spinecds.journal.Databases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What of one instance of the service has to do with contents, put together as the service does, on a database. */
record Instance(AcceptedContents contents, Acceptance acceptance, Judge judge, Reload reload, UrgentOverride override) {

    static final String BUILD = "a build";

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    /** What a database of its own of the kind {@code H2} or {@code POSTGRESQL} knows of contents: nothing. */
    static AcceptedContents database(String kind, Clock clock) throws IOException {
        return at(Databases.url(kind), clock);
    }

    /** What a database knows. */
    static AcceptedContents at(String url, Clock clock) {
        DriverManagerDataSource source = new DriverManagerDataSource(url);
        Flyway.configure().dataSource(source).load().migrate();
        return new AcceptedContents(
                JdbcClient.create(source),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                new ForcedWrites(source),
                clock);
    }

    /** Starts one. */
    static Instance start(AcceptedContents contents, GuidelineSource source, Clock clock) {
        return start(contents, source, BUILD, Duration.ofMinutes(5), clock);
    }

    /** Starts one of a build, with some time for its cases. */
    static Instance start(
            AcceptedContents contents, GuidelineSource source, String build, Duration testing, Clock clock) {
        return start(contents, source, build, testing, clock, () -> {});
    }

    /** The same, with something that happens once the content has been read. */
    static Instance start(
            AcceptedContents contents,
            GuidelineSource source,
            String build,
            Duration testing,
            Clock clock,
            Runnable afterReading) {
        Judge judge = new Judge(contents, new Trial(new CaseReader(FHIR), clock), testing, build);
        FolderWatch watch = FolderWatch.from(source.folders());
        Acceptance acceptance = new Acceptance(
                contents,
                judge,
                source,
                FHIR,
                clock,
                new ReloadSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), 5));
        afterReading.run();
        return new Instance(
                contents,
                acceptance,
                judge,
                new Reload(source, FHIR, watch, acceptance, judge, clock),
                new UrgentOverride(contents, acceptance, judge, clock));
    }

    /** Sees a change and, as it has come to rest, tries it. */
    void look() {
        reload.look();
        reload.look();
    }

    String version() {
        return acceptance.active().current().version();
    }

    /** Whether the last change came into force; nothing where there was none. */
    Optional<Boolean> tookIt() {
        return reload.last().map(Reload.Report::inForce);
    }

    /** Why it did not, one reason a line. */
    String findings() {
        return reload.last().map(report -> String.join("\n", report.findings())).orElse("");
    }
}
