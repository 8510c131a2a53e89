package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.archive.JudgementRefused.Why;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.finding.DoseNumbers;

/**
 * Physicists accept and refuse the doses of the archive. Each decision is kept with its author, its time and its reason. A
 * refusal holds for a dose whatever its numbers and the name of its patient, an acceptance for its numbers alone.
 */
class DoseWorklistTests extends AtTheWorklist {

    DoseWorklistTests(@TempDir Path folder) throws IOException {
        super(folder);
    }

    @Test
    void anAcceptedDoseIsFinalWithItsPhysicistAndTime() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        assertThat(doses(whenRead(source)))
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.PRELIMINARY);

        decide("accept", 0, "", ANNA);

        assertThat(doses(call(source))).singleElement().satisfies(dose -> {
            assertThat(dose.getStatus()).isEqualTo(ObservationStatus.FINAL);
            assertThat(dose.getPerformerFirstRep().getDisplay()).isEqualTo(ANNA);
            assertThat(dose.getNote()).anySatisfy(note -> {
                assertThat(note.getAuthor().primitiveValue()).isEqualTo(ANNA);
                assertThat(note.getTime().toInstant()).isEqualTo(clock.instant());
            });
        });
    }

    @Test
    void aRefusedDoseIsNotOfferedAndItsReasonIsTold() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        whenRead(source);

        assertThat(refusal(form("refuse", 0, " ", ANNA), ANNA)).isEqualTo(Why.INCOMPLETE);
        decide("refuse", 0, "the contour is of another patient", ANNA);

        List<Resource> offered = call(source);
        assertThat(doses(offered)).isEmpty();
        assertThat(task(offered).getInput()).hasSize(1);
        assertThat(task(offered).getOutput()).singleElement().satisfies(output -> {
            assertThat(output.getType().getText()).isEqualTo("REFUSED");
            assertThat(output.getValue().primitiveValue()).isEqualTo("the contour is of another patient");
        });
    }

    @Test
    void aDecisionThatIsTakenBackLeavesTheDosePreliminary() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        whenRead(source);
        decide("refuse", 0, "a mistake", ANNA);

        decide("withdraw", 1, "", OTTO);

        assertThat(doses(call(source)))
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.PRELIMINARY);
        assertThat(refusal(form("withdraw", 2, "", OTTO), OTTO)).isEqualTo(Why.DECIDED_MEANWHILE);
    }

    /** The record says that fewer fractions were given, so that the dose is computed anew. */
    @Test
    void aDoseThatIsComputedAnewIsPreliminaryAgain() throws Exception {
        archive.with(Phantom.withSac());
        DoseArchive source = source();
        whenRead(source);
        decide("accept", 0, "", ANNA);
        KeptRegion accepted = region();

        fractions = 5;
        clock.pass(Duration.ofMinutes(2));
        List<Resource> offered = until(source, all -> doses(all).size() == 1);

        assertThat(region().subject()).isEqualTo(accepted.subject());
        assertThat(region().numbers()).isNotEqualTo(accepted.numbers());
        assertThat(doses(offered)).extracting(Observation::getStatus).containsExactly(ObservationStatus.PRELIMINARY);
    }

    /** Its numbers change as the record does; the reason of the refusal was another. */
    @Test
    void aRefusedDoseThatIsComputedAnewStaysRefusedUntilThatIsTakenBack() throws Exception {
        archive.with(Phantom.withSac());
        DoseArchive source = source();
        whenRead(source);
        decide("refuse", 0, "the contour is of another patient", ANNA);

        fractions = 5;
        clock.pass(Duration.ofMinutes(2));
        List<Resource> offered =
                until(source, all -> isComputedFor(5) && task(all).getStatus() == Task.TaskStatus.COMPLETED);

        assertThat(doses(offered)).isEmpty();
        assertThat(told(offered)).containsExactly("REFUSED");
        assertThat(page()).contains("0 to decide", "the contour is of another patient");
        assertThat(refusal(form("accept", 1, "", OTTO), OTTO)).isEqualTo(Why.DECIDED_MEANWHILE);

        decide("withdraw", 1, "", OTTO);
        assertThat(doses(call(source)))
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.PRELIMINARY);
    }

    private boolean isComputedFor(int expected) {
        return region().lines().get(0).dose().finding() instanceof DoseNumbers numbers
                && numbers.fractions() == expected;
    }

    /** The page was opened before the dose was computed anew. */
    @Test
    void numbersThatThePageDidNotShowCannotBeAccepted() throws Exception {
        archive.with(Phantom.withSac());
        DoseArchive source = source();
        whenRead(source);
        DoseForm old = form("accept", 0, "", ANNA);

        fractions = 5;
        clock.pass(Duration.ofMinutes(2));
        until(source, all -> isComputedFor(5));

        assertThat(refusal(old, ANNA)).isEqualTo(Why.GONE);
    }

    /** The rows of the doses are named by the archive and all that the record says of the patient; a decision is not. */
    @ParameterizedTest
    @CsvSource({"H2,birthDate", "H2,issuer", "H2,base", "H2,key", "POSTGRESQL,birthDate"})
    void aRefusalHoldsUnderAnotherNameOfThePatient(String kind, String changed) throws Exception {
        database = new ArchiveDatabase(kind);
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        birthDate = "1950";
        whenRead(source());
        decide("refuse", 0, "the contour is of another patient", ANNA);

        rename(changed);
        List<Resource> offered = whenRead(source());

        assertThat(patients()).hasSize(2);
        assertThat(doses(offered)).isEmpty();
        assertThat(told(offered)).containsExactly("REFUSED");
    }

    @Test
    void theSameDoseReadAgainStaysAccepted() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        whenRead(source);
        decide("accept", 0, "", ANNA);

        clock.pass(Duration.ofHours(2));
        call(source);
        List<Resource> offered = until(
                source,
                all -> task(all).getLastModified().toInstant().equals(clock.instant())
                        && task(all).getStatus() == Task.TaskStatus.COMPLETED);

        assertThat(doses(offered)).extracting(Observation::getStatus).containsExactly(ObservationStatus.FINAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void ofTwoPhysicistsAtOnceOneIsToldThatTheOtherWasFirst(String kind) throws Exception {
        database = new ArchiveDatabase(kind);
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        DoseForm accepts = form("accept", 0, "", ANNA);
        DoseForm refuses = form("refuse", 0, "no", OTTO);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService two = Executors.newFixedThreadPool(2);
        open.add(0, two::shutdownNow);

        List<Future<String>> said =
                List.of(two.submit(decided(start, accepts, ANNA)), two.submit(decided(start, refuses, OTTO)));
        start.countDown();

        assertThat(List.of(said.get(0).get(), said.get(1).get()))
                .containsExactlyInAnyOrder("done", Why.DECIDED_MEANWHILE.name());
        assertThat(database.store(clock)
                        .of(patient())
                        .orElseThrow()
                        .judgements()
                        .all())
                .hasSize(1);
    }

    private Callable<String> decided(CountDownLatch start, DoseForm form, String user) {
        DoseWorklist worklist = worklist();
        return () -> {
            start.await();
            try {
                worklist.decide(form, user);
                return "done";
            } catch (JudgementRefused refused) {
                return refused.why().name();
            }
        };
    }

    @Test
    void everyDecisionIsKept() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        decide("refuse", 0, "a mistake", ANNA);
        decide("withdraw", 1, "mine", OTTO);
        decide("accept", 2, "", OTTO);

        assertThat(database.store(clock)
                        .of(patient())
                        .orElseThrow()
                        .judgements()
                        .all())
                .extracting(one -> one.place() + " " + one.verdict() + " " + one.by() + " " + one.reason())
                .containsExactly("0 REFUSED anna a mistake", "1 WITHDRAWN otto mine", "2 ACCEPTED otto ");
    }

    @ParameterizedTest
    @CsvSource({"-1", "1", "7"})
    void aFormThatKnowsOtherDecisionsIsRefused(int place) throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());

        assertThat(refusal(form("accept", place, "", ANNA), ANNA)).isEqualTo(Why.DECIDED_MEANWHILE);
    }

    @Test
    void aFormOfAnotherSiteOrUserIsRefused() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());

        assertThat(refusal(form("accept", 0, "", OTTO), ANNA)).isEqualTo(Why.NOT_OUR_FORM);
        DoseForm forged =
                new DoseForm("accept", patient(), region().subject(), 0, region().numbers(), "", "", "", "", "");
        assertThat(refusal(forged, ANNA)).isEqualTo(Why.NOT_OUR_FORM);
    }

    @Test
    void aDoseThatIsNotKeptCannotBeDecidedAbout() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        DoseForm other = new DoseForm("accept", patient(), "0", 0, "", "", "", "", "", SEAL.formToken(ANNA));
        DoseForm nobody = new DoseForm(
                "accept", "0", region().subject(), 0, region().numbers(), "", "", "", "", SEAL.formToken(ANNA));

        assertThat(refusal(other, ANNA)).isEqualTo(Why.GONE);
        assertThat(refusal(nobody, ANNA)).isEqualTo(Why.GONE);
        assertThat(refusal(form("delete", 0, "", ANNA), ANNA)).isEqualTo(Why.INCOMPLETE);
    }
}
