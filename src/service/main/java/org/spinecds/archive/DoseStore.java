package org.spinecds.archive;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.archive.ArchiveReading.Result;
import org.spinecds.archive.KeptDoses.State;
import org.spinecds.database.ForcedWrites;
import org.spinecds.database.OldRows;
import org.spinecds.dose.DoseReading;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.pairing.Pairing.ByHand;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Questions to the archive and the doses that answer them, in the shared database. A question is claimed by one instance at
 * a time, for a while: where that instance dies, another takes it up. An answer of an instance that lost its claim is
 * refused.
 */
final class DoseStore {

    private static final JsonMapper JSON = KeptJson.MAPPER;
    private static final int MOST_ATTEMPTS = 3;
    private static final int CANDIDATES = 10;
    private static final byte[] NOTHING = {};

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final ForcedWrites disk;
    private final Clock clock;
    private final JudgementStore judgements;

    DoseStore(JdbcClient database, TransactionTemplate transactions, ForcedWrites disk, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.disk = disk;
        this.clock = clock;
        this.judgements = new JudgementStore(database, disk);
    }

    /** Returns the decisions of physicists. */
    JudgementStore judgements() {
        return judgements;
    }

    /** A region is open where it has a number and no decision about it holds. */
    private static final String OPEN =
            """
            case when d.numbers <> '' and not exists (select 1 from dose_judgement j where j.subject = d.subject
              and (j.verdict = 'REFUSED' or (j.verdict = 'ACCEPTED' and j.numbers = d.numbers))
              and not exists (select 1 from dose_judgement k where k.subject = j.subject and k.place > j.place))
            then 1 else 0 end""";

    private static final String SOUGHT =
            """
            from archive_dose d join archive_patient p on p.patient = d.patient
            where d.algorithm = ? and (d.rtplan like ? or d.rtdose like ?)""";

    /**
     * A region of a dose on the worklist.
     *
     * @param patient the name of the patient
     * @param place the region among those of the patient, from 0
     */
    record Listed(String patient, int place) {}

    /**
     * Returns regions of doses: first those that wait for a decision, and of these the last asked about.
     *
     * @param sought the beginning of the UID of the plan or the dose: digits and dots; empty for all
     * @param from the first one to return, from 0
     */
    List<Listed> listed(String sought, int from, int most) {
        return database.sql(
                        """
                        select d.patient, d.place, %s as is_open %s
                        order by is_open desc, p.asked_at desc, d.patient, d.place offset %d rows fetch next %d rows only
                        """
                                .formatted(OPEN, SOUGHT, from, most))
                .params(DoseReading.ALGORITHM, sought + "%", sought + "%")
                .query((row, number) -> new Listed(row.getString("patient"), row.getInt("place")))
                .list();
    }

    /** The number of regions that wait for a decision. */
    int open(String sought) {
        return database.sql("select coalesce(sum(%s), 0) %s".formatted(OPEN, SOUGHT))
                .params(DoseReading.ALGORITHM, sought + "%", sought + "%")
                .query(Integer.class)
                .single();
    }

    /**
     * A question that this instance may answer.
     *
     * @param patient the name of the patient
     * @param claim proves the claim
     * @param asked the name of the question
     * @param sealed the question
     * @param found the fingerprint of the last reading; empty without one
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Claimed(String patient, String claim, String asked, byte[] sealed, String found) {}

    /** Returns all that is kept of a patient. */
    Optional<KeptDoses> of(String patient) {
        List<Row> rows = database.sql(
                        """
                        select p.state, p.asked, p.answered, p.asked_at, p.ended_at, p.problem, p.plans, p.pairs, d.lines
                        from archive_patient p left join archive_dose d on d.patient = p.patient and d.algorithm = ?
                        where p.patient = ? order by d.place
                        """)
                .params(DoseReading.ALGORITHM, patient)
                .query((row, number) -> row(row))
                .list();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Row first = rows.get(0);
        List<KeptLine> lines = new ArrayList<>();
        rows.stream()
                .map(Row::lines)
                .filter(Objects::nonNull)
                .forEach(text -> lines.addAll(List.of(JSON.readValue(text, KeptLine[].class))));
        List<GivenPlan> plans = List.of(JSON.readValue(first.plans(), GivenPlan[].class));
        Map<String, ByHand> pairs = JSON.readValue(first.pairs(), new TypeReference<>() {});
        return Optional.of(new KeptDoses(
                first.state(),
                first.asked(),
                first.answered(),
                first.askedAt(),
                first.endedAt(),
                first.problem(),
                plans,
                pairs,
                lines,
                judgements.about(subjects(plans, pairs, lines))));
    }

    /** All that a decision about this patient can be about: regions, plans and doses. */
    private static Set<String> subjects(List<GivenPlan> plans, Map<String, ByHand> pairs, List<KeptLine> lines) {
        Stream<String> objects = Stream.of(
                        plans.stream().flatMap(plan -> plan.facts().uids().stream()),
                        pairs.keySet().stream(),
                        lines.stream().map(line -> line.dose().objects().rtdose()))
                .flatMap(uids -> uids)
                .filter(Objects::nonNull)
                .map(DoseWorklist::subject);
        return Stream.concat(lines.stream().map(KeptRegion::subjectOf), objects).collect(Collectors.toSet());
    }

    private record Row(
            State state,
            String asked,
            String answered,
            Instant askedAt,
            @Nullable Instant endedAt,
            String problem,
            String plans,
            String pairs,
            @Nullable String lines) {}

    private static Row row(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Row(
                State.valueOf(row.getString("state")),
                row.getString("asked"),
                row.getString("answered"),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString("problem"),
                row.getString("plans"),
                row.getString("pairs"),
                row.getString("lines"));
    }

    /** Puts a question. A reading in progress ends first; where it answers another question, this one waits. */
    void ask(String patient, String asked, byte[] sealed) {
        if (askAgain(patient, asked, sealed) == 0) {
            try {
                OffsetDateTime now = now();
                database.sql(
                                """
                                insert into archive_patient (patient, state, asked, sealed, asked_at, attempts, claim,
                                  claimed_until, ended_at, problem, answered, found, plans, pairs)
                                values (?, 'WAITING', ?, ?, ?, 0, '', ?, null, '', '', '', '[]', '{}')
                                """)
                        .params(patient, asked, sealed, now, now)
                        .update();
            } catch (DuplicateKeyException e) {
                askAgain(patient, asked, sealed);
            }
        }
        disk.force();
    }

    private int askAgain(String patient, String asked, byte[] sealed) {
        return database.sql(
                        """
                        update archive_patient set asked = ?, sealed = ?, asked_at = ?,
                          attempts = case when state = 'READING' then attempts else 0 end,
                          state = case when state = 'READING' then 'READING' else 'WAITING' end
                        where patient = ?
                        """)
                .params(asked, sealed, now(), patient)
                .update();
    }

    /**
     * Claims the oldest question that waits, or that nobody answered within the claim on it.
     *
     * @param lease how long the claim holds
     */
    Optional<Claimed> claim(Duration lease) {
        List<Waiting> waiting = database.sql(
                        """
                        select patient, asked, sealed, found, attempts, claim from archive_patient
                        where state = 'WAITING' or (state = 'READING' and claimed_until < ?)
                        order by asked_at fetch first %d rows only
                        """
                                .formatted(CANDIDATES))
                .param(now())
                .query((row, number) -> new Waiting(
                        row.getString("patient"),
                        row.getString("asked"),
                        row.getBytes("sealed"),
                        row.getString("found"),
                        row.getInt("attempts"),
                        row.getString("claim")))
                .list();
        for (Waiting one : waiting) {
            if (one.attempts() >= MOST_ATTEMPTS) {
                giveUp(one);
            } else {
                String claim = UUID.randomUUID().toString();
                int claimed = database.sql(
                                """
                                update archive_patient
                                set state = 'READING', claim = ?, claimed_until = ?, attempts = attempts + 1
                                where patient = ? and claim = ? and attempts = ? and asked = ?
                                  and (state = 'WAITING' or (state = 'READING' and claimed_until < ?))
                                """)
                        .params(
                                claim,
                                clock.instant().plus(lease).atOffset(ZoneOffset.UTC),
                                one.patient(),
                                one.claim(),
                                one.attempts(),
                                one.asked(),
                                now())
                        .update();
                if (claimed == 1) {
                    disk.force();
                    return Optional.of(new Claimed(one.patient(), claim, one.asked(), one.sealed(), one.found()));
                }
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Waiting(String patient, String asked, byte[] sealed, String found, int attempts, String claim) {}

    private void giveUp(Waiting one) {
        database.sql(
                        """
                        update archive_patient set state = 'FAILED', problem = ?, ended_at = ?, sealed = ?,
                          attempts = 0, claim = ''
                        where patient = ? and claim = ? and attempts = ?
                        """)
                .params(
                        ArchiveFailure.Problem.KEPT_FAILING.name(),
                        now(),
                        NOTHING,
                        one.patient(),
                        one.claim(),
                        one.attempts())
                .update();
    }

    /**
     * Stores the doses of a reading, all of them or none.
     *
     * @return false where the claim was lost; nothing is stored then
     */
    boolean answer(Claimed claimed, Result result) {
        boolean stored = Boolean.TRUE.equals(transactions.execute(status -> {
            int own = end(claimed, State.READ, "");
            if (own == 0) {
                return false;
            }
            database.sql("update archive_patient set answered = ?, found = ?, plans = ?, pairs = ? where patient = ?")
                    .params(
                            claimed.asked(),
                            result.found(),
                            JSON.writeValueAsString(result.plans()),
                            JSON.writeValueAsString(result.pairs()),
                            claimed.patient())
                    .update();
            database.sql("delete from archive_dose where patient = ?")
                    .param(claimed.patient())
                    .update();
            insert(claimed.patient(), result);
            return true;
        }));
        disk.force();
        return stored;
    }

    /** Stores that nothing has changed since the last reading. */
    boolean unchanged(Claimed claimed) {
        boolean stored = end(claimed, State.READ, "") == 1;
        disk.force();
        return stored;
    }

    /** Stores that the archive could not be read. Doses of an earlier reading stay. */
    boolean failed(Claimed claimed, ArchiveFailure failure) {
        boolean stored = end(claimed, State.FAILED, failure.problem().name()) == 1;
        disk.force();
        return stored;
    }

    /** Gives a claim back, so that another instance may take it at once. */
    void giveBack(Claimed claimed) {
        database.sql(
                        """
                        update archive_patient set state = 'WAITING', attempts = attempts - 1
                        where patient = ? and claim = ? and state = 'READING'
                        """)
                .params(claimed.patient(), claimed.claim())
                .update();
        disk.force();
    }

    /** Where another question was put meanwhile, it waits now, sealed as it is. */
    private int end(Claimed claimed, State state, String problem) {
        return database.sql(
                        """
                        update archive_patient set ended_at = ?, problem = ?, attempts = 0, claim = '',
                          state = case when asked = ? then ? else 'WAITING' end,
                          sealed = case when asked = ? then ? else sealed end
                        where patient = ? and claim = ? and state = 'READING'
                        """)
                .params(
                        now(),
                        problem,
                        claimed.asked(),
                        state.name(),
                        claimed.asked(),
                        NOTHING,
                        claimed.patient(),
                        claimed.claim())
                .update();
    }

    private void insert(String patient, Result result) {
        List<PlanFacts> plans = result.plans().stream().map(GivenPlan::facts).toList();
        int place = 0;
        for (KeptRegion region : KeptRegion.of(result.lines())) {
            DoseObjects objects = region.lines().get(0).dose().objects();
            database.sql(
                            """
                            insert into archive_dose (patient, place, rtdose, rtplan, subject, numbers, algorithm, lines)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(
                            patient,
                            place++,
                            text(objects.rtdose()),
                            text(OfferedDoses.planOf(objects, plans)),
                            region.subject(),
                            region.numbers(),
                            DoseReading.ALGORITHM,
                            JSON.writeValueAsString(region.lines()))
                    .update();
        }
    }

    private static String text(@Nullable String value) {
        String text = Objects.requireNonNullElse(value, "");
        return text.substring(0, Math.min(64, text.length()));
    }

    /** Removes patients that no call asked about since a moment. */
    int forget(Instant moment) {
        return new OldRows(database, "archive_patient", "asked_at").forget(moment);
    }

    /** The number of questions that wait or are being answered. */
    int waiting() {
        return database.sql("select count(*) from archive_patient where state in ('WAITING', 'READING')")
                .query(Integer.class)
                .single();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
