package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.archive.ArchiveReading.GivenPlan;
import org.spinecds.archive.Judgement.Verdict;
import org.spinecds.archive.KeptDoses.State;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.DoseRange;
import org.spinecds.dose.finding.OrganDose;

/** A dose is a number of a course only where the course is as it was read, and no more of it may have been given. */
class OfferedDosesTests {

    private static final Patient PATIENT = new Patient("PATIENT1", "SITE", "19500101");
    private static final String PLAN = "1.2.1";

    private final List<Judgement> judgements = new ArrayList<>();
    private final List<PlanFacts> others = new ArrayList<>();
    private String problem = "";

    private static Course course(boolean over, @Nullable String end, @Nullable Integer fractions) {
        return new Course(
                "Procedure/c1",
                Set.of(PLAN),
                Set.of(),
                over,
                LocalDate.parse("2025-01-06"),
                end == null ? null : LocalDate.parse(end),
                fractions,
                null);
    }

    /** A dose of so many of ten fractions, as it was read. */
    private KeptDoses read(String moment, int fractions, Course... courses) {
        PlanFacts facts = new PlanFacts(PLAN, Set.of(PLAN), true, 10, 30.0, null, null, null);
        List<PlanFacts> all = new ArrayList<>(List.of(facts));
        all.addAll(others);
        PlanMatch match = PlanMatch.of(all, ask(courses), ProposedSettings.all().matching());
        DoseNumbers numbers = new DoseNumbers(
                fractions * 3.0,
                fractions * 3.0,
                fractions * 3.0,
                new DoseRange(fractions * 2.9, fractions * 3.1),
                0.1,
                10,
                0,
                fractions,
                null,
                false,
                false,
                List.of());
        OrganDose dose =
                new OrganDose(new DoseObjects("1.2.2", "1.2.3", PLAN, null), "Sac", "ThecalSac", null, numbers);
        return new KeptDoses(
                State.READ,
                "asked",
                "asked",
                Instant.parse(moment),
                Instant.parse(moment),
                problem,
                all.stream().map(plan -> GivenPlan.of(plan, match)).toList(),
                Map.of(),
                List.of(new KeptLine(dose, 2.5, null)),
                new Judgements(judgements));
    }

    private static Ask ask(Course... courses) {
        return new Ask(PATIENT, List.of(courses), Map.of(), Set.of());
    }

    private static OfferedDoses offered(KeptDoses kept, Course... courses) {
        return OfferedDoses.of(kept, ask(courses), "Patient/p1", Set.of(), ProposedSettings.content());
    }

    private static boolean isBound(OfferedDoses offered) {
        assertThat(offered.observations()).hasSize(1);
        return offered.observations().get(0).getValueQuantity().hasComparator();
    }

    /** Read at five of ten fractions; two weeks later the course is completed, and the record gives no fractions. */
    @Test
    void aDoseOfARunningCourseIsNotThatOfTheCompletedOne() {
        Course running = course(false, null, null);
        KeptDoses kept = read("2025-01-12T12:00:00Z", 5, running);

        assertThat(isBound(offered(kept, running))).isTrue();
        OfferedDoses later = offered(kept, course(true, "2025-01-17", null));
        assertThat(later.observations()).isEmpty();
        assertThat(later.outdated()).isTrue();
    }

    /** Each of them may change the dose of the course. */
    @Test
    void aCourseThatTheRecordGivesOtherwiseIsReadAgain() {
        Course read = course(true, "2025-01-17", 10);
        KeptDoses kept = read("2025-03-01T12:00:00Z", 10, read);

        assertThat(offered(kept, read).outdated()).isFalse();
        for (Course now : List.of(
                course(false, "2025-01-17", 10),
                course(true, "2025-01-18", 10),
                course(true, null, 10),
                course(true, "2025-01-17", 11),
                course(true, "2025-01-17", null))) {
            assertThat(offered(kept, now).outdated()).isTrue();
            assertThat(offered(kept, now).observations()).isEmpty();
        }
    }

    /** Treatment records may come to the archive up to a week after the course. */
    @ParameterizedTest
    @CsvSource({
        "2025-01-17,,5,2025-01-17T12:00:00Z,true",
        "2025-01-17,,5,2025-01-24T12:00:00Z,true",
        "2025-01-17,,5,2025-01-25T12:00:00Z,false",
        ",,5,2025-03-01T12:00:00Z,true",
        "2025-01-17,,10,2025-01-17T12:00:00Z,false",
        "2025-01-17,5,5,2025-01-17T12:00:00Z,false",
        ",5,5,2025-01-17T12:00:00Z,false"
    })
    void fewerFractionsThanPlannedAreALowerBoundUntilTheRecordsAreThere(
            @Nullable String end, @Nullable Integer given, int counted, String moment, boolean isBound) {
        Course course = course(true, end, given);

        assertThat(isBound(offered(read(moment, counted, course), course))).isEqualTo(isBound);
    }

    /** The moment is that of a reading that failed: the doses are older. */
    @Test
    void aReadingThatFailedSaysNothingAboutTheRecords() {
        Course course = course(true, "2025-01-17", null);
        problem = "NOT_ANSWERED";

        assertThat(isBound(offered(read("2025-03-01T12:00:00Z", 5, course), course)))
                .isTrue();
    }

    @Test
    void aPartThatIsMissingIsSaidWithTheLowerBound() {
        Course course = course(true, "2025-01-17", 8);
        others.add(new PlanFacts("1.2.9", Set.of("1.2.9"), true, null, null, null, null, null));

        OfferedDoses offered = offered(read("2025-03-01T12:00:00Z", 8, course), course);

        assertThat(isBound(offered)).isTrue();
        assertThat(offered.observations().get(0).getNote()).anyMatch(note -> "PARTS_MISSING".equals(note.getText()));
    }

    private ObservationStatus acceptedFor(String accepted) {
        Course course = course(true, "2025-01-17", 10);
        KeptDoses kept = read("2025-03-01T12:00:00Z", 10, course);
        KeptRegion region = KeptRegion.of(kept.lines()).get(0);
        judgements.add(Judgement.about(
                        region, judgements.size(), Verdict.ACCEPTED, "", "anna", Instant.parse("2025-03-02T12:00:00Z"))
                .forCourse(accepted));
        Observation dose = offered(read("2025-03-01T12:00:00Z", 10, course), course)
                .observations()
                .get(0);
        return dose.getStatus();
    }

    /** A physicist accepts a dose as that of a course. */
    @Test
    void anAcceptanceHoldsForItsCourseAlone() {
        assertThat(acceptedFor("")).isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(acceptedFor("Procedure/c2")).isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(acceptedFor("Procedure/c1")).isEqualTo(ObservationStatus.FINAL);
    }

    /** FHIR allows no underscore in an id; some servers have them. */
    @Test
    void aCourseWithAnUnusualIdHasItsDose() {
        Course usual = course(true, "2025-01-17", 10);
        Course course = new Course(
                "Procedure/c_1", usual.uids(), Set.of(), true, usual.start(), usual.end(), usual.fractions(), null);

        assertThat(offered(read("2025-03-01T12:00:00Z", 10, course), course).observations())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.getPartOfFirstRep().getReference()).isEqualTo("Procedure/c_1"));
    }
}
