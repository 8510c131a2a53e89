package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.archive.ArchiveFailure.Problem;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.archive.ArchiveReading.Result;
import org.spinecds.archive.DoseStore.Claimed;
import org.spinecds.archive.KeptDoses.State;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.pairing.Pairing.ByHand;

/** A question is answered by one instance at a time, outlasts a crash, and has a whole answer or none. */
class DoseStoreTests {

    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final String PATIENT = "a-patient";
    private static final AskSeal SEAL = new AskSeal("a key of thirty-two characters or more");
    private static final Ask ASK = new Ask(new Patient("MRN-77130", "SITE", "19611129"), List.of());

    private final Hands clock = new Hands();

    private static Result result(Reason... reasons) {
        List<KeptLine> lines = new ArrayList<>();
        for (Reason reason : reasons) {
            lines.add(new KeptLine(
                    new OrganDose(
                            new DoseObjects("1.2", "1.3", "1.4", null),
                            "ThecalSac",
                            "ThecalSac",
                            null,
                            new Unknown(reason, "A detail", List.of())),
                    null,
                    null));
        }
        PlanFacts plan = new PlanFacts("1.4", Set.of("1.4", "1.2"), true, 10, 30.0, null, null, null);
        return new Result(
                "found", List.of(new GivenPlan(plan, 10, "Procedure/c1")), Map.of("1.2", new ByHand("1.4", "")), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void aQuestionIsAnswered(String kind) throws Exception {
        DoseStore store = new ArchiveDatabase(kind).store(clock);
        assertThat(store.of(PATIENT)).isEmpty();

        store.ask(PATIENT, "question", SEAL.closed(ASK));
        assertThat(store.of(PATIENT)).get().extracting(KeptDoses::state).isEqualTo(State.WAITING);
        Claimed claimed = store.claim(LEASE).orElseThrow();
        assertThat(SEAL.opened(claimed.sealed())).isEqualTo(ASK);
        assertThat(store.of(PATIENT)).get().extracting(KeptDoses::state).isEqualTo(State.READING);
        Result result = result(Reason.GAP, Reason.NO_ORGAN);
        assertThat(store.answer(claimed, result)).isTrue();

        KeptDoses kept = store.of(PATIENT).orElseThrow();
        assertThat(kept.state()).isEqualTo(State.READ);
        assertThat(kept.answered()).isEqualTo("question");
        assertThat(kept.lines()).isEqualTo(result.lines());
        assertThat(kept.plans()).isEqualTo(result.plans());
        assertThat(kept.pairs()).isEqualTo(result.pairs());
        assertThat(store.claim(LEASE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void manyInstancesClaimAQuestionOnce(String kind) throws Exception {
        ArchiveDatabase database = new ArchiveDatabase(kind);
        ExecutorService instances = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                database.store(clock).ask("patient-" + round, "question", SEAL.closed(ASK));
                List<Callable<Optional<Claimed>>> claims = new ArrayList<>();
                for (int instance = 0; instance < 8; instance++) {
                    claims.add(() -> database.store(clock).claim(LEASE));
                }
                int claimed = 0;
                for (Future<Optional<Claimed>> claim : instances.invokeAll(claims)) {
                    claimed += claim.get().isPresent() ? 1 : 0;
                }
                assertThat(claimed).isEqualTo(1);
            }
        } finally {
            instances.shutdownNow();
        }
    }

    /** The first instance died, or stood still: its question is taken up, and its late answer is refused. */
    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void anExpiredClaimIsTakenUpAndItsLateAnswerRefused(String kind) throws Exception {
        ArchiveDatabase database = new ArchiveDatabase(kind);
        DoseStore first = database.store(clock);
        DoseStore second = database.store(clock);
        first.ask(PATIENT, "question", SEAL.closed(ASK));
        Claimed lost = first.claim(LEASE).orElseThrow();

        clock.pass(LEASE.minusSeconds(1));
        assertThat(second.claim(LEASE)).isEmpty();
        clock.pass(Duration.ofSeconds(2));
        Claimed taken = second.claim(LEASE).orElseThrow();

        assertThat(first.answer(lost, result(Reason.GAP))).isFalse();
        assertThat(first.failed(lost, new ArchiveFailure(Problem.CUT, ""))).isFalse();
        assertThat(first.of(PATIENT).orElseThrow().lines()).isEmpty();
        assertThat(second.answer(taken, result(Reason.NO_ORGAN))).isTrue();
        assertThat(first.of(PATIENT).orElseThrow().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void aQuestionThatKeepsEndingTheServiceIsGivenUp(String kind) throws Exception {
        DoseStore store = new ArchiveDatabase(kind).store(clock);
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(store.claim(LEASE)).isPresent();
            clock.pass(LEASE.plusSeconds(1));
        }

        assertThat(store.claim(LEASE)).isEmpty();
        KeptDoses kept = store.of(PATIENT).orElseThrow();
        assertThat(kept.state()).isEqualTo(State.FAILED);
        assertThat(kept.problem()).isEqualTo("KEPT_FAILING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void aQuestionPutWhileAnotherIsAnsweredWaits(String kind) throws Exception {
        DoseStore store = new ArchiveDatabase(kind).store(clock);
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        Claimed claimed = store.claim(LEASE).orElseThrow();

        store.ask(PATIENT, "another", SEAL.closed(ASK));
        assertThat(store.claim(LEASE)).isEmpty();
        assertThat(store.answer(claimed, result(Reason.GAP))).isTrue();

        KeptDoses kept = store.of(PATIENT).orElseThrow();
        assertThat(kept.state()).isEqualTo(State.WAITING);
        assertThat(kept.answered()).isEqualTo("question");
        assertThat(store.claim(LEASE).orElseThrow().asked()).isEqualTo("another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void aFailureKeepsTheDosesOfTheReadingBefore(String kind) throws Exception {
        DoseStore store = new ArchiveDatabase(kind).store(clock);
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        store.answer(store.claim(LEASE).orElseThrow(), result(Reason.GAP));
        store.ask(PATIENT, "question", SEAL.closed(ASK));

        store.failed(store.claim(LEASE).orElseThrow(), new ArchiveFailure(Problem.NOT_ANSWERED, "silent"));

        KeptDoses kept = store.of(PATIENT).orElseThrow();
        assertThat(kept.state()).isEqualTo(State.FAILED);
        assertThat(kept.problem()).isEqualTo("NOT_ANSWERED");
        assertThat(kept.lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void aClaimThatIsGivenBackIsFreeAtOnce(String kind) throws Exception {
        DoseStore store = new ArchiveDatabase(kind).store(clock);
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        for (int times = 0; times < 5; times++) {
            store.giveBack(store.claim(LEASE).orElseThrow());
        }

        assertThat(store.claim(LEASE)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void nothingOfThePatientIsReadable(String kind) throws Exception {
        ArchiveDatabase database = new ArchiveDatabase(kind);
        DoseStore store = database.store(clock);
        String name = SEAL.name("http://archive", ASK.patient());
        byte[] sealed = SEAL.closed(ASK);
        store.ask(name, SEAL.name(ASK), sealed);

        assertThat(name).hasSize(64);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("MRN-77130", "19611129");
        store.answer(store.claim(LEASE).orElseThrow(), result(Reason.GAP));
        assertThat(database.everything()).doesNotContain("MRN-77130", "19611129");
        assertThat(database.client()
                        .sql("select sealed from archive_patient")
                        .query((row, number) -> row.getBytes(1))
                        .single())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void dosesThatNoCallAskedAboutAreForgotten(String kind) throws Exception {
        ArchiveDatabase database = new ArchiveDatabase(kind);
        DoseStore store = database.store(clock);
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        store.answer(store.claim(LEASE).orElseThrow(), result(Reason.GAP));

        assertThat(store.forget(clock.instant().minusSeconds(1))).isZero();
        assertThat(store.forget(clock.instant())).isEqualTo(1);
        assertThat(database.everything()).isEqualTo("[][]");
    }

    /** The archive is as it was: the doses stay, and the question is answered now. */
    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void anUnchangedArchiveKeepsTheDoses(String kind) throws Exception {
        DoseStore store = new ArchiveDatabase(kind).store(clock);
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        store.answer(store.claim(LEASE).orElseThrow(), result(Reason.GAP));
        store.ask(PATIENT, "question", SEAL.closed(ASK));
        Claimed lost = store.claim(LEASE).orElseThrow();
        assertThat(lost.found()).isEqualTo("found");
        clock.pass(LEASE.plusSeconds(1));
        Claimed taken = store.claim(LEASE).orElseThrow();

        assertThat(store.unchanged(lost)).isFalse();
        assertThat(store.of(PATIENT)).get().extracting(KeptDoses::state).isEqualTo(State.READING);
        assertThat(store.unchanged(taken)).isTrue();

        KeptDoses kept = store.of(PATIENT).orElseThrow();
        assertThat(kept.state()).isEqualTo(State.READ);
        assertThat(kept.answered()).isEqualTo("question");
        assertThat(kept.endedAt()).isEqualTo(clock.instant());
        assertThat(kept.lines()).isEqualTo(result(Reason.GAP).lines());
        assertThat(store.claim(LEASE)).isEmpty();
    }

    /** The name of a question and the fingerprint of a reading are made of its text, by every instance. */
    @Test
    void equalQuestionsHaveEqualTexts() {
        Course course = new Course("Procedure/c1", Set.of("1.2", "1.3", "1.10"), true, null, null, 10, 30.0);
        Course same = new Course("Procedure/c1", Set.of("1.10", "1.3", "1.2"), true, null, null, 10, 30.0);
        Map<String, ByHand> pairs =
                new TreeMap<>(Map.of("1.2", new ByHand("1.4", ""), "1.3", new ByHand("1.5", "1.6")));
        Map<String, ByHand> turned = new TreeMap<>(Comparator.reverseOrder());
        turned.putAll(pairs);
        Ask ask = new Ask(ASK.patient(), List.of(course), pairs);

        assertThat(ask.json())
                .isEqualTo(new Ask(ASK.patient(), List.of(same), turned).json())
                .contains("[\"1.10\",\"1.2\",\"1.3\"]");
        assertThat(Ask.of(ask.json())).isEqualTo(ask);
    }
}
