package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.archive.JudgementRefused.Why;
import org.spinecds.dose.Phantom;

/** Physicists pair doses with their objects and plans with their courses by hand, and take that back. */
class DosePairingTests extends AtTheWorklist {

    DosePairingTests(@TempDir Path folder) throws IOException {
        super(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"birthDate", "key"})
    void aPairingHoldsUnderAnotherNameOfThePatient(String changed) throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        uid = "1.2.3.4.5";
        birthDate = "1950";
        whenRead(source());
        worklist().decide(pairing(Phantom.PLAN, "", "", "Procedure/c1"), ANNA);

        rename(changed);
        DoseArchive source = source();
        until(source, all -> task(all).hasLastModified());
        clock.pass(Duration.ofMinutes(2));

        assertThat(doses(until(source, all -> !doses(all).isEmpty()))).hasSize(1);
    }

    @Test
    void aPlanThatAPhysicistPairsIsThatCourseAtTheNextReading() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        uid = "1.2.3.4.5";
        DoseArchive source = source();
        assertThat(doses(whenRead(source))).isEmpty();
        assertThat(refusal(pairing(Phantom.PLAN, "", "", "the first"), ANNA)).isEqualTo(Why.INCOMPLETE);

        worklist().decide(pairing(Phantom.PLAN, "", "", "Procedure/c1"), ANNA);
        clock.pass(Duration.ofMinutes(2));

        assertThat(doses(until(source, all -> !doses(all).isEmpty())))
                .singleElement()
                .satisfies(dose -> {
                    assertThat(dose.getPartOfFirstRep().getReference()).isEqualTo("Procedure/c1");
                    assertThat(dose.getStatus()).isEqualTo(ObservationStatus.PRELIMINARY);
                });
    }

    /** Its plan reference is missing: the objects that were found are listed for a physicist. */
    @ParameterizedTest
    @ValueSource(strings = {Phantom.STRUCTURES, ""})
    void aDoseWithoutItsPlanIsPairedByHand(String structures) throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.dose().without(0x300C0002);
        archive.with(phantom);
        DoseArchive source = source();
        assertThat(doses(whenRead(source))).isEmpty();
        assertThat(page()).contains("Plan and structure set of this dose", "<li><code>" + Phantom.PLAN);
        assertThat(refusal(pairing(Phantom.DOSE, "", Phantom.STRUCTURES, ""), ANNA))
                .isEqualTo(Why.INCOMPLETE);

        worklist().decide(pairing(Phantom.DOSE, Phantom.PLAN, structures, ""), ANNA);
        clock.pass(Duration.ofMinutes(2));

        assertThat(doses(until(source, all -> !doses(all).isEmpty())))
                .singleElement()
                .satisfies(dose -> {
                    assertThat(dose.getValueQuantity().getValue().doubleValue()).isBetween(29.5, 30.0);
                    assertThat(dose.getNote()).anyMatch(note -> note.getText().equals("PAIRED_BY_HAND"));
                });
    }

    /** The dose was computed with the pairing, so it does not count from the moment on that the pairing is taken back. */
    @Test
    void aDoseWithAPairingThatIsTakenBackDoesNotCount() throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.dose().without(0x300C0002);
        archive.with(phantom);
        DoseArchive source = source();
        whenRead(source);
        worklist().decide(pairing(Phantom.DOSE, Phantom.PLAN, "", ""), ANNA);
        clock.pass(Duration.ofMinutes(2));
        until(source, all -> !doses(all).isEmpty());

        worklist()
                .decide(
                        new DoseForm(
                                "withdraw",
                                patient(),
                                DoseWorklist.subject(Phantom.DOSE),
                                1,
                                "",
                                "",
                                "",
                                "",
                                "",
                                SEAL.formToken(ANNA)),
                        ANNA);

        List<Resource> offered = call(source);
        assertThat(doses(offered)).isEmpty();
        assertThat(task(offered).getStatus()).isEqualTo(Task.TaskStatus.INPROGRESS);
        clock.pass(Duration.ofMinutes(2));
        assertThat(told(whenRead(source))).containsExactly("REFERENCES_MISSING");
    }

    /** Its plan names another course, or none, or the wrong one: only a physicist can tell. */
    @Test
    void everyPlanCanBePairedWithACourse() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());

        assertThat(page()).contains("Course of this plan");
    }

    @Test
    void aDoseThatIsPairedByHandCanBePairedWithACourseToo() throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.dose().without(0x300C0002);
        archive.with(phantom);
        uid = "1.2.3.4.5";
        DoseArchive source = source();
        whenRead(source);
        worklist().decide(pairing(Phantom.DOSE, Phantom.PLAN, "", ""), ANNA);
        clock.pass(Duration.ofMinutes(2));
        until(source, all -> told(all).contains("COURSE_NOT_FOUND"));

        assertThat(page()).contains("Take the pairing back", "Course of this plan");
        worklist().decide(pairing(Phantom.PLAN, "", "", "Procedure/c1"), ANNA);
        clock.pass(Duration.ofMinutes(2));
        assertThat(doses(until(source, all -> !doses(all).isEmpty()))).hasSize(1);
    }
}
