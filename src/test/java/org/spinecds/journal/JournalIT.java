package org.spinecds.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.database.ForcedWrites;
import org.spinecds.hook.Feedback;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the journal promises, in each database it may live in. */
@ParameterizedClass
@ValueSource(strings = {"H2", "POSTGRESQL"})
class JournalIT {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final String SERVICE = "spine-recurrence-order-select";
    private static final String CLIENT = "a client";

    @Parameter
    String database = "";

    private JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource());
    private Journal journal = new Journal(
            jdbc, new TransactionTemplate(), new ForcedWrites(new DriverManagerDataSource()), Clock.systemUTC());

    @BeforeEach
    void open() throws Exception {
        DriverManagerDataSource source = new DriverManagerDataSource(Databases.url(database));
        Flyway.configure().dataSource(source).load().migrate();
        jdbc = JdbcClient.create(source);
        journal = new Journal(
                jdbc,
                new TransactionTemplate(new JdbcTransactionManager(source)),
                new ForcedWrites(source),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void keepsADecisionWithItsCardsAndWhatBecameOfThem() {
        Decision decision = decision(NOW, "DOSE_SAFETY", "OPTIONS");
        journal.keep(decision);
        journal.keep(SERVICE, CLIENT, List.of(overridden(decision, 0, "NOT_NOW"), accepted(decision, 1)));

        JournalSummary summary = summary();

        assertThat(summary.decisions()).isEqualTo(1);
        assertThat(summary.withCards()).isEqualTo(1);
        assertThat(summary.reasons()).isEqualTo(Map.of("SPINE_METASTASIS_WITH_PRIOR_TREATMENT", 1L));
        assertThat(summary.unknownOrderCodes()).isEqualTo(Map.of("http://loinc.org|24601-7", 1L));
        assertThat(summary.cards()).extracting(JournalSummary.CardKind::kind).containsExactly("DOSE_SAFETY", "OPTIONS");
        JournalSummary.CardKind dose = summary.cards().get(0);
        assertThat(dose.overridden()).isEqualTo(1);
        assertThat(dose.overrideRate()).isEqualTo(1.0);
        assertThat(dose.firingRate()).isEqualTo(1.0);
        assertThat(dose.overrideReasons()).isEqualTo(Map.of("NOT_NOW", 1L));
        assertThat(dose.indicators()).isEqualTo(Map.of("warning", 1L));
        assertThat(summary.cards().get(1).accepted()).isEqualTo(1);
    }

    @Test
    void keepsNothingOfARehearsal() {
        journal.rehearse(decision(NOW, "DOSE_SAFETY", "OPTIONS"));

        assertThat(count("decision")).isZero();
        assertThat(count("shown_card")).isZero();
    }

    @Test
    void keepsAnItemOnceHoweverOftenItIsSent() {
        Decision decision = decision(NOW, "OPTIONS");
        journal.keep(decision);
        Feedback item = overridden(decision, 0, "NOT_NOW");

        journal.keep(SERVICE, CLIENT, List.of(item, item));
        journal.keep(SERVICE, CLIENT, List.of(item));

        assertThat(count("feedback")).isEqualTo(1);
    }

    @Test
    void countsACardByItsLatestFeedback() {
        Decision decision = decision(NOW, "OPTIONS");
        journal.keep(decision);
        journal.keep(SERVICE, CLIENT, List.of(overridden(decision, 0, "NOT_NOW")));
        Feedback later = accepted(decision, 0);
        journal.keep(
                SERVICE,
                CLIENT,
                List.of(new Feedback(
                        later.card(), later.outcome(), NOW.plusSeconds(60), later.acceptedSuggestions(), null)));

        JournalSummary.CardKind options = summary().cards().get(0);

        assertThat(options.accepted()).isEqualTo(1);
        assertThat(options.overridden()).isZero();
        assertThat(options.withoutFeedback()).isZero();
    }

    @Test
    void countsWhichSuggestionsWereShownAndWhichWereTaken() {
        Decision first = decision(NOW, "REFERRAL");
        Decision second = decision(NOW, "REFERRAL");
        journal.keep(first);
        journal.keep(second);
        UUID taken = first.shown().get(0).suggestions().get(0).suggestion();
        UUID ofAnotherCard = second.shown().get(0).suggestions().get(1).suggestion();
        Feedback item = new Feedback(
                first.shown().get(0).card(),
                Feedback.Outcome.ACCEPTED,
                NOW,
                List.of(taken.toString().toUpperCase(Locale.ROOT), ofAnotherCard.toString()),
                null);

        journal.keep(SERVICE, CLIENT, List.of(item, item));
        journal.keep(
                SERVICE,
                CLIENT,
                List.of(new Feedback(
                        item.card(), item.outcome(), NOW.plusSeconds(9), item.acceptedSuggestions(), null)));

        assertThat(summary().suggestions())
                .containsExactly(
                        new JournalSummary.SuggestionKey("PRIOR_PLAN", 2, 0, 0.0),
                        new JournalSummary.SuggestionKey("TUMOUR_CONFERENCE", 2, 1, 0.5));
    }

    @Test
    void refusesFeedbackForCardsOfOthersAndKeepsTheRest() {
        Decision decision = decision(NOW, "OPTIONS");
        journal.keep(decision);
        Feedback known = overridden(decision, 0, "NOT_NOW");
        Feedback unknown = new Feedback(UUID.randomUUID(), Feedback.Outcome.OVERRIDDEN, NOW, List.of(), null);

        assertThatExceptionOfType(UnknownCards.class)
                .isThrownBy(() -> journal.keep(SERVICE, CLIENT, List.of(unknown, known)));
        assertThatExceptionOfType(UnknownCards.class)
                .isThrownBy(() -> journal.keep(SERVICE, "another client", List.of(known)));
        assertThatExceptionOfType(UnknownCards.class)
                .isThrownBy(() -> journal.keep("another-service", CLIENT, List.of(known)));

        assertThat(count("feedback")).isEqualTo(1);
    }

    @Test
    void forgetsWhatIsPastItsRetentionWithItsCardsAndFeedback() {
        Decision old = decision(NOW.minus(Duration.ofDays(366)), "OPTIONS");
        Decision young = decision(NOW.minus(Duration.ofDays(364)), "OPTIONS");
        journal.keep(old);
        journal.keep(young);
        journal.keep(SERVICE, CLIENT, List.of(overridden(old, 0, "NOT_NOW"), accepted(old, 0)));

        assertThat(journal.forgetOlderThan(Duration.ofDays(365))).isEqualTo(1);

        assertThat(count("decision")).isEqualTo(1);
        assertThat(count("shown_card")).isEqualTo(1);
        assertThat(count("feedback")).isZero();
        assertThat(count("accepted_suggestion")).isZero();
        assertThat(count("shown_suggestion")).isEqualTo(2);
    }

    @Test
    void keepsSilenceWithItsReason() {
        Decision silent = decision(NOW);
        journal.keep(silent);

        JournalSummary summary = summary();

        assertThat(summary.decisions()).isEqualTo(1);
        assertThat(summary.withCards()).isZero();
        assertThat(summary.cards()).isEmpty();
    }

    private JournalSummary summary() {
        return new JournalReport(jdbc).between(NOW.minusSeconds(1), NOW.plusSeconds(1));
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static Decision decision(Instant at, String... kinds) {
        return new Decision(
                UUID.randomUUID(),
                at,
                SERVICE,
                "order-select",
                UUID.randomUUID().toString(),
                CLIENT,
                "",
                "0123abcd",
                "version",
                "cumulativeCap=68",
                Decision.Outcome.ANSWERED,
                "SPINE_METASTASIS_WITH_PRIOR_TREATMENT",
                new Decision.Durations(3, 2, 1),
                List.of(kinds).stream()
                        .map(kind -> new Decision.ShownCard(
                                UUID.randomUUID(),
                                kind,
                                "warning",
                                List.of(
                                        new Decision.ShownSuggestion(UUID.randomUUID(), "TUMOUR_CONFERENCE"),
                                        new Decision.ShownSuggestion(UUID.randomUUID(), "PRIOR_PLAN"))))
                        .toList(),
                List.of("http://loinc.org|24601-7"),
                List.of(UUID.randomUUID()));
    }

    private static Feedback overridden(Decision decision, int place, String code) {
        return new Feedback(
                decision.shown().get(place).card(),
                Feedback.Outcome.OVERRIDDEN,
                NOW,
                List.of(),
                new Feedback.Reason("http://spinecds.org/fhir/CodeSystem/override-reason", code, null));
    }

    private static Feedback accepted(Decision decision, int place) {
        return new Feedback(
                decision.shown().get(place).card(),
                Feedback.Outcome.ACCEPTED,
                NOW,
                List.of(decision.shown()
                        .get(place)
                        .suggestions()
                        .get(0)
                        .suggestion()
                        .toString()),
                null);
    }
}
