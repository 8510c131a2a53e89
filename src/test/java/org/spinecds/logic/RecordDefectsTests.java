package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.ReadAnswers;

/** A defect of the record is named, and never lowers the dose a level has had. */
class RecordDefectsTests {

    private static final BigDecimal WHOLE = new BigDecimal("37.5");

    private static PatientRecord whole(String value, String unit) {
        return PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, value, unit, 10, "2025-01-10", "T8");
    }

    private static void assertNamed(PatientRecord record, String problem) {
        ReadAnswers assessment = record.assessed();
        assertThat(assessment.problems()).contains(problem);
        BigDecimal highest = assessment.levels().get(0).priorEqd2Gy().hi();
        assertThat(highest == null || highest.compareTo(WHOLE) >= 0)
                .as("upper bound " + highest)
                .isTrue();
    }

    @Test
    void anIntactRecordHasNoProblem() {
        ReadAnswers assessment = whole("30", "Gy").assessed();

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
    void aThecalSacMaximumInAnotherUnitDoesNotFallBackToThePrescription() {
        PatientRecord record = whole("30", "Gy").thecalSacMaximum("c1", "36", "CGE");
        assertNamed(record, "DOSE_UNIT_MISSING:c1.thecalSac");
        assertThat(record.assessed().levels().get(0).priorEqd2Gy().hi()).isNull();
    }

    /** N-17. */
    @Test
    void aThecalSacMaximumWithoutAUnitLeavesThePrescriptionReadable() {
        PatientRecord record = whole("30", "Gy").thecalSacMaximum("c1", "36", null);
        assertNamed(record, "DOSE_UNIT_MISSING:c1.thecalSac");
        assertThat(record.assessed().levels().get(0).priorEqd2Gy().hi()).isEqualByComparingTo("37.5");
    }

    @Test
    void aReportedEqd2CountsOnlyWithItsAlphaBeta() {
        PatientRecord stated = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, null, null, null, "2025-01-10", "T8")
                .reportedEqd2("c1", "33.3", "EQD2Gy(a/b=2)");
        PatientRecord unstated = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, null, null, null, "2025-01-10", "T8")
                .reportedEqd2("c1", "33.3", "EQD2Gy");
        PatientRecord other = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, null, null, null, "2025-01-10", "T8")
                .reportedEqd2("c1", "33.3", "EQD2Gy(a/b=2.5)");

        assertThat(stated.assessed().levels().get(0).priorEqd2Gy().hi()).isEqualByComparingTo("33.3");
        assertThat(unstated.assessed().problems()).contains("PRIOR_DOSE_UNKNOWN:c1");
        assertThat(unstated.assessed().levels().get(0).priorEqd2Gy().hi()).isNull();
        assertThat(other.assessed().problems()).contains("PRIOR_DOSE_UNKNOWN:c1");
    }

    @Test
    void aMaximumOfAnotherLevelDoesNotSpeakForThisOne() {
        ReadAnswers assessment = PatientRecord.of("T8")
                .course("c1", PatientRecord.SBRT, "24", "Gy", 2, "2025-01-10", "T8")
                .maximumAtLevel("c1", "9.0", "T7")
                .assessed();

        assertThat(assessment.problems()).containsExactly("THECAL_SAC_DOSE_REQUIRED:c1");
        assertThat(assessment.levels().get(0).priorEqd2Gy().hi()).isNull();
    }

    @Test
    void theTrueCordsMaximumIsOnlyALowerBound() {
        LevelAssessment level = whole("30", "Gy")
                .trueCordMaximum("c1", "28")
                .assessed()
                .levels()
                .get(0);

        assertThat(level.priorEqd2Gy().lo()).isEqualByComparingTo("33.6");
        assertThat(level.priorEqd2Gy().hi()).isNull();
        assertThat(level.flags()).contains("STRUCTURE_NOT_EQUIVALENT");
    }

    @Test
    void billedFractionsOfOneTreatmentAreOneCourse() {
        ReadAnswers assessment = PatientRecord.of("T8")
                .billed("r1", "77373", "2024-05-01")
                .billed("r2", "77373", "2024-05-03")
                .billed("r3", "77435", "2024-05-03")
                .assessed();
        LevelAssessment level = assessment.levels().get(0);

        assertThat(level.overlappingCourses()).isEqualTo(1);
        assertThat(level.flags()).contains("PRIOR_SBRT");
        assertThat(assessment.problems()).containsExactly("THECAL_SAC_DOSE_REQUIRED:r1");
        assertThat(level.intervalMonths()).isEqualTo(new LevelAssessment.Months(21, 21));
    }

    @Test
    void cranialRadiosurgeryIsAwayFromTheSpine() {
        LevelAssessment level = PatientRecord.of("T8")
                .billed("r1", "77372", "2024-05-01")
                .assessed()
                .levels()
                .get(0);

        assertThat(level.fieldRelation()).isEqualTo("out-of-field");
        assertThat(level.applicability()).isEqualTo("de-novo");
    }

    /** The engine would add 20 'Gy' and 20 'Gy{EQD2}' to 40 'Gy': an annotated unit is no physical dose. */
    @Test
    void anEquivalentDoseIsNeverReadAsAPhysicalOne() {
        for (String unit : new String[] {"Gy{EQD2}", "cGy{EQD2}", "Gy{RBE}", "Gy{BED}"}) {
            assertNamed(whole("30", unit), "DOSE_UNIT_MISSING:c1");
            assertThat(whole("30", unit)
                            .assessed()
                            .levels()
                            .get(0)
                            .priorEqd2Gy()
                            .hi())
                    .isNull();
        }
    }

    /** 20 Gy and an unknown course are not 20 Gy, whichever of the two comes first. */
    @Test
    void aKnownCourseBesideAnUnknownOneIsOnlyALowerBound() {
        for (long seed : new long[] {1, 2, 3, 4}) {
            LevelAssessment level = PatientRecord.of("T8")
                    .course("c1", PatientRecord.THREE_DIMENSIONAL, "20", "Gy", 10, "2024-01-10", "T8")
                    .course("c2", PatientRecord.THREE_DIMENSIONAL, null, null, 10, "2023-01-10", "T8")
                    .shuffled(seed)
                    .assessed()
                    .levels()
                    .get(0);

            assertThat(level.priorEqd2Gy().lo()).isEqualByComparingTo("20");
            assertThat(level.priorEqd2Gy().hi()).isNull();
            assertThat(level.budgetEqd2Gy()).isNull();
        }
    }

    @Test
    void aTotalOutsideWhatCanBePrescribedIsNeverConverted() {
        for (String total : new String[] {"0.3", "0.99", "100.1", "3750"}) {
            assertNamed(whole(total, "Gy"), "DOSE_IMPLAUSIBLE:c1");
            assertThat(whole(total, "Gy")
                            .assessed()
                            .levels()
                            .get(0)
                            .priorEqd2Gy()
                            .hi())
                    .isNull();
        }
        assertNamed(whole("30", "cGy"), "DOSE_IMPLAUSIBLE:c1");
    }

    @Test
    void aTechniqueThatContradictsItsDosePerFractionIsNamed() {
        assertNamed(
                PatientRecord.of("T8").course("c1", PatientRecord.THREE_DIMENSIONAL, "24", "Gy", 2, "2025-01-10", "T8"),
                "TECHNIQUE_DOSE_MISMATCH:c1");
        assertThat(PatientRecord.of("T8")
                        .course("c1", PatientRecord.THREE_DIMENSIONAL, "16", "Gy", 2, "2025-01-10", "T8")
                        .assessed()
                        .problems())
                .as("8 Gy per fraction is still conventional")
                .isEmpty();
    }
}
