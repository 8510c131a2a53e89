package org.spinecds.suspension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.database.ForcedWrites;
import org.spinecds.decision.Suspension;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.journal.Databases;
import org.spinecds.suspension.Suspensions.Wish;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is suspended holds on every instance, ends by itself, and is kept. */
class SuspensionTests {

    private static final Instant NOW = Instant.parse("2026-11-30T02:00:00Z");
    private static final ActiveGuideline GUIDELINE = new ActiveGuideline(
            GuidelineSource.asWritten(Path.of(".")).load(FhirContext.forR4Cached()), 1, Clock.systemUTC());

    private final Hands clock = new Hands();
    private final JdbcClient database;
    private final ForcedWrites disk;
    private final Suspensions here;
    private final Suspensions there;

    /** Two instances on one database. */
    SuspensionTests() throws Exception {
        DriverManagerDataSource source = new DriverManagerDataSource(Databases.url("H2"));
        Flyway.configure().dataSource(source).load().migrate();
        database = JdbcClient.create(source);
        disk = new ForcedWrites(source);
        here = new Suspensions(new SuspensionStore(database, disk), GUIDELINE, clock);
        there = new Suspensions(new SuspensionStore(database, disk), GUIDELINE, clock);
    }

    /** A clock that is set by hand. */
    private static final class Hands extends Clock {

        private volatile Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static Wish wish(String kind, String code) {
        return new Wish(kind, code, "Wrong for the cauda equina", "PT4H", "");
    }

    private static void withinASecond(BooleanSupplier isSo) throws InterruptedException {
        for (int look = 0; look < 100 && !isSo.getAsBoolean(); look++) {
            Thread.sleep(10);
        }
        assertThat(isSo.getAsBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"CARD, DOSE_SAFETY", "OPTION, SBRT", "SUGGESTION, TUMOUR_CONFERENCE", "SERVICE, ALL"})
    void whatOneInstanceSuspendsHoldsThereAtOnceAndOnTheOtherWithinASecond(String kind, String code) throws Exception {
        Suspension made = here.suspend(wish(kind, code), "admin");

        assertThat(made.code()).isEqualTo(code);
        assertThat(made.until()).isEqualTo(NOW.plus(Duration.ofHours(4)));
        assertThat(here.inForce()).containsExactly(made);
        withinASecond(() -> there.inForce().equals(List.of(made)));

        there.lift(made.id().toString(), "another");

        assertThat(there.inForce()).isEmpty();
        withinASecond(() -> here.inForce().isEmpty());
    }

    @Test
    void itEndsByTheClockAlone() {
        here.suspend(wish("OPTION", "SBRT"), "admin");

        clock.now = NOW.plus(Duration.ofHours(4)).minusMillis(1);
        assertThat(here.inForce()).hasSize(1);
        clock.now = NOW.plus(Duration.ofHours(4));
        assertThat(here.inForce()).isEmpty();
    }

    @Test
    void whatIsMadeAndLiftedStaysInTheJournalOfIt() {
        Suspension made = here.suspend(wish("OPTION", "SBRT"), "admin");
        here.lift(made.id().toString(), "another");
        clock.now = NOW.plus(Duration.ofDays(400));

        Map<String, Object> row =
                database.sql("select * from suspension").query().singleRow();

        assertThat(row)
                .containsEntry("made_by", "admin")
                .containsEntry("reason", "Wrong for the cauda equina")
                .containsEntry("lifted_by", "another");
        assertThat(row.get("lifted_at")).isNotNull();
    }

    @Test
    void anInstanceThatStartsKnowsWhatIsSuspendedFromItsFirstCall() {
        Suspension made = here.suspend(wish("SERVICE", ""), "admin");

        try (Suspensions later = new Suspensions(new SuspensionStore(database, disk), GUIDELINE, clock)) {
            assertThat(later.inForce()).containsExactly(made);
            assertThat(Suspension.holding(later.inForce())).contains(made);
        }
    }

    @Test
    void whileTheDatabaseCannotBeReadTheLastThatWasKnownHoldsUntilItsTime() throws Exception {
        Suspension made = here.suspend(wish("OPTION", "SBRT"), "admin");
        database.sql("alter table suspension rename to elsewhere").update();

        withinASecond(() -> !here.isUpToDate());
        assertThat(here.inForce()).containsExactly(made);
        assertThat(Objects.requireNonNull(new SuspensionConfiguration()
                                .suspensionHealth(here)
                                .health())
                        .getDetails())
                .containsEntry("upToDate", false);
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> here.suspend(wish("OPTION", "MIS"), "admin"));
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> new Suspensions(new SuspensionStore(database, disk), GUIDELINE, clock).close());
        clock.now = made.until();
        assertThat(here.inForce()).isEmpty();

        database.sql("alter table elsewhere rename to suspension").update();
        withinASecond(here::isUpToDate);
    }

    @ParameterizedTest
    @CsvSource({
        "CARD, DOSE_SAFTEY, DOSE_SAFETY",
        "OPTION, THIS_PLAN, SBRT",
        "SUGGESTION, '', PRIOR_PLAN",
        "SERVICE, x, ALL"
    })
    void aCodeThatIsNoneIsRefusedWithThoseThatAre(String kind, String code, String known) {
        assertThatExceptionOfType(SuspensionRefused.class)
                .isThrownBy(() -> here.suspend(wish(kind, code), "admin"))
                .withMessageContaining(known);
        assertThat(here.inForce()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOT_EVALUATED", "SUSPENDED", "HELD"})
    void whatTheServiceSaysOfItselfCannotBeSuspended(String kind) {
        assertThatExceptionOfType(SuspensionRefused.class).isThrownBy(() -> here.suspend(wish("CARD", kind), "admin"));
    }

    @ParameterizedTest
    @CsvSource({
        "THING, why, PT4H, '', The kind must be one of",
        "OPTION, ' ', PT4H, '', A reason is needed",
        "OPTION, why, '', '', An end is needed",
        "OPTION, why, PT4H, 2026-11-30T06:00:00Z, An end is needed",
        "OPTION, why, four hours, '', The end is not understood",
        "OPTION, why, '', 2026-11-30T06:00, The end is not understood",
        "OPTION, why, PT0S, '', The end must lie ahead",
        "OPTION, why, P14DT1S, '', within 14 days",
        "OPTION, why, PT9999999999999H, '', The end is not understood",
        "OPTION, why, '', 2026-11-30T01:59:59Z, The end must lie ahead"
    })
    void whatCannotBeIsRefused(String kind, String reason, String lasts, String until, String sentence) {
        assertThatExceptionOfType(SuspensionRefused.class)
                .isThrownBy(() -> here.suspend(new Wish(kind, "SBRT", reason, lasts, until), "admin"))
                .withMessageContaining(sentence);
        assertThat(here.inForce()).isEmpty();
    }

    @Test
    void aReasonIsOneLineThatACardCanHold() {
        for (String reason : List.of("x".repeat(161), "two\nlines", "a \u0007 bell")) {
            assertThatExceptionOfType(SuspensionRefused.class)
                    .isThrownBy(() -> here.suspend(new Wish("OPTION", "SBRT", reason, "PT4H", ""), "admin"));
        }
        assertThat(here.suspend(new Wish("OPTION", "SBRT", "x".repeat(160), "P14D", ""), "admin")
                        .reason())
                .hasSize(160);
    }

    @Test
    void anEndMayBeATimeOfAnyZone() {
        assertThat(here.suspend(new Wish("OPTION", "SBRT", "why", "", "2026-11-30T04:00:00+01:00"), "admin")
                        .until())
                .isEqualTo(Instant.parse("2026-11-30T03:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "00000000-0000-0000-0000-000000000000"})
    void whatIsNotInForceCannotBeLifted(String id) {
        assertThatExceptionOfType(SuspensionUnknown.class).isThrownBy(() -> here.lift(id, "admin"));
    }

    @Test
    void itIsLiftedOnce() {
        String id = here.suspend(wish("OPTION", "SBRT"), "admin").id().toString();
        here.lift(id, "admin");

        assertThatExceptionOfType(SuspensionUnknown.class).isThrownBy(() -> here.lift(id, "admin"));
    }
}
