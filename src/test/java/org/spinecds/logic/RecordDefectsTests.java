package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;

/** A defect of the record is named, and never lowers the dose a level has had. */
class RecordDefectsTests {

    private static final BigDecimal WHOLE = new BigDecimal("37.5");

    private static PatientRecord whole(String value, String unit) {
        return PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, value, unit, 10, "2025-01-10", "T8");
    }

    private static void assertNamed(PatientRecord record, String problem) {
        Assessment assessment = record.assessed();
        assertThat(assessment.problems()).contains(problem);
        BigDecimal highest = assessment.levels().get(0).priorEqd2Gy().hi();
        assertThat(highest == null || highest.compareTo(WHOLE) >= 0)
                .as("upper bound " + highest)
                .isTrue();
    }

    @Test
    void anIntactRecordHasNoProblem() {
        Assessment assessment = whole("30", "Gy").assessed();

        assertThat(assessment.problems()).isEmpty();
        assertThat(assessment.levels().get(0).priorEqd2Gy().hi()).isEqualByComparingTo(WHOLE);
    }

    @Test
    void aMissingUnitIsNamed() {
        assertNamed(
                PatientRecord.of("T8")
                        .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", null, 10, "2025-01-10", "T8"),
                "DOSE_UNIT_MISSING:c1");
    }

    @Test
    void aDoseOf3000GrayIsNamedAndNotConverted() {
        assertNamed(whole("3000", "Gy"), "DOSE_IMPLAUSIBLE:c1");
    }

    @Test
    void missingFractionsAreNamed() {
        assertNamed(
                PatientRecord.of("T8")
                        .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", null, "2025-01-10", "T8"),
                "FRACTIONS_MISSING:c1");
    }

    @Test
    void aStoppedCourseOfUnknownDeliveryIsBoundedByItsPlan() {
        PatientRecord record = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, null, null, null, "2025-01-10", "T8")
                .stopped("c1", "30", 10);
        assertNamed(record, "DELIVERED_DOSE_UNKNOWN:c1");
        LevelAssessment level = record.assessed().levels().get(0);
        assertThat(level.priorEqd2Gy().lo()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(level.priorEqd2Gy().hi()).isEqualByComparingTo(WHOLE);
    }

    @Test
    void anUnknownFieldIsCountedAsPossiblyOverlapping() {
        PatientRecord record =
                PatientRecord.of("T8").course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2025-01-10");
        assertNamed(record, "FIELD_UNKNOWN:c1");
        assertThat(record.assessed().levels().get(0).fieldRelation()).isEqualTo("unknown");
    }

    @Test
    void aPartialEndDateIsReadFromBothSides() {
        // Day of evaluation 2 March 2026: the end may have been on any day of October 2025.
        LevelAssessment level = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2025-10", "T8")
                .assessed()
                .levels()
                .get(0);

        assertThat(level.intervalMonths()).isEqualTo(new LevelAssessment.Months(4, 5));
        assertThat(level.constraints().C4().status()).isEqualTo("indeterminate");
    }

    @Test
    void aMissingEndDateIsNamedAndLeavesTheIntervalOpen() {
        PatientRecord record =
                PatientRecord.of("T8").course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, null, "T8");
        assertNamed(record, "END_DATE_MISSING:c1");
        assertThat(record.assessed().levels().get(0).constraints().C4().status())
                .isEqualTo("indeterminate");
    }

    @Test
    void oneOfficialIdentifierIsOneCourse() {
        LevelAssessment level = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2025-01-10", "T8")
                .course("c2", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2025-01-10", "T8")
                .officialIdentifier("c1", "course-7")
                .officialIdentifier("c2", "course-7")
                .assessed()
                .levels()
                .get(0);

        assertThat(level.overlappingCourses()).isEqualTo(1);
        assertThat(level.priorEqd2Gy().hi()).isEqualByComparingTo(WHOLE);
    }

    @Test
    void anUnreadableThecalSacMaximumDoesNotFallBackToThePrescription() {
        PatientRecord record = whole("30", "Gy").thecalSacMaximum("c1", "36", null);
        assertNamed(record, "DOSE_UNIT_MISSING:c1.thecalSac");
        assertThat(record.assessed().levels().get(0).priorEqd2Gy().hi()).isNull();
    }
}
