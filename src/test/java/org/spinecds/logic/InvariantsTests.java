package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.ReadAnswers;

/** Invariants 1 to 10 of the clinical specification, section 13, over seeded records. */
class InvariantsTests {

    private static final long SEED = 20260302L;
    private static final int RECORDS = 120;
    private static final BigDecimal TENTH = new BigDecimal("0.1");
    private static final BigDecimal CAP = new BigDecimal("25");

    /** A thecal sac maximum of the one prior course, in Gy to 0.1, and its fractions. */
    record Prior(String gy, int fractions) {

        BigDecimal eqd2() {
            return InvariantsTests.eqd2(new BigDecimal(gy), fractions);
        }
    }

    static Stream<Prior> priors() {
        Random random = new Random(SEED);
        return IntStream.range(0, RECORDS)
                .mapToObj(unused -> new Prior(
                        BigDecimal.valueOf(20 + random.nextInt(500), 1).toPlainString(), 1 + random.nextInt(30)));
    }

    private static BigDecimal eqd2(BigDecimal dose, int fractions) {
        BigDecimal n = BigDecimal.valueOf(fractions);
        return dose.multiply(dose)
                .add(dose.multiply(n).multiply(BigDecimal.valueOf(2)))
                .divide(n.multiply(BigDecimal.valueOf(4)), MathContext.DECIMAL64);
    }

    private static PatientRecord after(Prior prior) {
        return PatientRecord.of("T8")
                .course("c1", "441799006", prior.gy(), "Gy", prior.fractions(), "2024-01-10", "T7", "T8", "T9")
                .thecalSacMaximum("c1", prior.gy(), "Gy");
    }

    private static LevelAssessment only(ReadAnswers assessment) {
        assertThat(assessment.levels()).hasSize(1);
        return assessment.levels().get(0);
    }

    @ParameterizedTest
    @MethodSource("priors")
    void aDisplayedLimitFitsTheBudgetAndATenthMoreDoesNot(Prior prior) {
        LevelAssessment level = only(after(prior).assessed());

        BigDecimal budget = level.budgetEqd2Gy();
        assertThat(budget).isNotNull();
        for (LevelAssessment.Maximum maximum : maxima(level)) {
            BigDecimal floor = Objects.requireNonNull(maximum.floorGy());
            assertThat(eqd2(floor, maximum.fractions()))
                    .isLessThanOrEqualTo(Objects.requireNonNull(budget).add(new BigDecimal("0.00000005")));
            assertThat(eqd2(floor.add(TENTH), maximum.fractions())).isGreaterThan(budget);
            if (maximum.effectiveGy() != null) {
                assertThat(maximum.effectiveGy()).isLessThanOrEqualTo(floor);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("priors")
    void theBudgetIsTheLeastOfTheThreeLimits(Prior prior) {
        BigDecimal p = prior.eqd2();
        BigDecimal left = BigDecimal.valueOf(70).subtract(p).max(BigDecimal.ZERO);

        assertThat(only(after(prior).assessed()).budgetEqd2Gy())
                .isCloseTo(CAP.min(left).min(p), org.assertj.core.data.Offset.offset(new BigDecimal("0.0001")));
    }

    private static List<LevelAssessment.Maximum> maxima(LevelAssessment level) {
        List<LevelAssessment.Maximum> maxima = Objects.requireNonNull(level.maxThecalSac());
        assertThat(maxima).hasSize(5);
        return maxima;
    }

    @Test
    void anEffectiveLimitIsNeverAboveFloorOrPrintedCell() {
        for (String[] row :
                new String[][] {{"20", "5"}, {"30", "10"}, {"37.5", "15"}, {"40", "20"}, {"45", "25"}, {"50", "25"}}) {
            LevelAssessment level = only(PatientRecord.of("T8")
                    .course(
                            "c1",
                            PatientRecord.THREE_DIMENSIONAL,
                            row[0],
                            "Gy",
                            Integer.valueOf(row[1]),
                            "2024-01-10",
                            "T8")
                    .assessed());
            assertThat(level.table3Row()).isEqualTo(row[0] + " Gy/" + row[1] + " fx");
            for (LevelAssessment.Maximum maximum : maxima(level)) {
                if (maximum.table3NotAvailable()) {
                    assertThat(maximum.effectiveGy()).isNull();
                    assertThat(maximum.effectiveNotAvailable()).isTrue();
                } else {
                    assertThat(maximum.effectiveGy())
                            .isEqualByComparingTo(Objects.requireNonNull(maximum.floorGy())
                                    .min(Objects.requireNonNull(maximum.table3Gy())));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("priors")
    void grayAndCentigrayAndAnyOrderAreTheSame(Prior prior) {
        String inGray = document(after(prior).assessed());
        String inCentigray = document(PatientRecord.of("T8")
                .course(
                        "c1",
                        "441799006",
                        new BigDecimal(prior.gy()).movePointRight(2).toPlainString(),
                        "cGy",
                        prior.fractions(),
                        "2024-01-10",
                        "T7",
                        "T8",
                        "T9")
                .thecalSacMaximum(
                        "c1", new BigDecimal(prior.gy()).movePointRight(2).toPlainString(), "cGy")
                .shuffled(SEED)
                .assessed());

        assertThat(inCentigray).isEqualTo(inGray);
    }

    private static String document(ReadAnswers assessment) {
        return StoredKnowledge.CARDS
                .document(assessment.assessment())
                .toString()
                .replaceAll("(\\.\\d*?)0+(?=[,}\\]])", "$1")
                .replaceAll("\\.(?=[,}\\]])", "");
    }

    @ParameterizedTest
    @MethodSource("priors")
    void aCourseTwoLevelsAwayChangesNothingButItsName(Prior prior) {
        LevelAssessment alone = only(after(prior).assessed());
        LevelAssessment withAnother = only(after(prior)
                .course("far", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2026-01-10", "L4")
                .assessed());

        assertThat(withAnother.priorEqd2Gy()).isEqualTo(alone.priorEqd2Gy());
        assertThat(withAnother.budgetEqd2Gy()).isEqualTo(alone.budgetEqd2Gy());
        assertThat(withAnother.constraints()).isEqualTo(alone.constraints());
        assertThat(withAnother.flags()).isEqualTo(alone.flags());
        assertThat(withAnother.intervalMonths()).isEqualTo(alone.intervalMonths());
    }

    @ParameterizedTest
    @MethodSource("priors")
    void aCourseOfUnknownDoseNeverImprovesTheChecks(Prior prior) {
        LevelAssessment known =
                only(after(prior).proposedSbrt("24", 2, "11.0", "T8").assessed());
        ReadAnswers assessment = after(prior)
                .proposedSbrt("24", 2, "11.0", "T8")
                .course("unknown", PatientRecord.THREE_DIMENSIONAL, null, null, null, "2023-01-10", "T8")
                .assessed();
        LevelAssessment doubtful = only(assessment);

        assertThat(goodness(doubtful.constraints().C1().status()))
                .isLessThanOrEqualTo(goodness(known.constraints().C1().status()));
        assertThat(goodness(doubtful.constraints().C2().status()))
                .isLessThanOrEqualTo(goodness(known.constraints().C2().status()));
        assertThat(doubtful.budgetEqd2Gy()).isNull();
        assertThat(assessment.options())
                .filteredOn(option -> option.key().equals("SBRT"))
                .noneMatch(option -> option.status().equals("offer"));
    }

    private static int goodness(String status) {
        return switch (status) {
            case "met" -> 2;
            case "indeterminate" -> 1;
            default -> 0;
        };
    }

    @Test
    void aChildIsShownNoBudgetLimitOrOption() {
        for (String birthDate : List.of("2008-03-03", "2008-03", "2008", "2015-01-01")) {
            ReadAnswers assessment = PatientRecord.born(birthDate, "T8")
                    .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2024-01-10", "T8")
                    .assessed();
            LevelAssessment level = only(assessment);

            assertThat(level.applicability()).isEqualTo("out-of-scope");
            assertThat(level.budgetEqd2Gy()).isNull();
            assertThat(level.maxThecalSac()).isNull();
            assertThat(assessment.options()).allMatch(option -> option.status().equals("not-applicable"));
        }
    }

    @Test
    void onTheEighteenthBirthdayThePatientIsAnAdult() {
        assertThat(only(PatientRecord.born("2008-03-02", "T8")
                                .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2024-01-10", "T8")
                                .assessed())
                        .applicability())
                .isEqualTo("in-derivation");
    }

    @Test
    void aStereotacticPrescriptionNeverEntersTheSum() {
        LevelAssessment level = only(PatientRecord.of("T8")
                .course("c1", PatientRecord.SBRT, "24", "Gy", 2, "2024-01-10", "T8")
                .assessed());

        assertThat(level.priorEqd2Gy().lo()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(level.priorEqd2Gy().hi()).isNull();
    }

    @Test
    void aMissingOrOddUnitIsNeverGuessed() {
        for (@Nullable String unit : new @Nullable String[] {null, "mGy", "CGE", "GE", "rad", "gray", "Sv", "cgy"}) {
            ReadAnswers assessment = PatientRecord.of("T8")
                    .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", unit, 10, "2024-01-10", "T8")
                    .assessed();

            assertThat(assessment.problems()).contains("DOSE_UNIT_MISSING:c1");
            assertThat(only(assessment).priorEqd2Gy().hi()).isNull();
        }
    }

    @Test
    void threeEqualCoursesAddUpAndAnUnknownOneOpensTheSum() {
        PatientRecord record = PatientRecord.of("T8")
                .course("a", PatientRecord.THREE_DIMENSIONAL, "20", "Gy", 10, "2022-01-10", "T8")
                .course("b", PatientRecord.THREE_DIMENSIONAL, "20", "Gy", 10, "2023-01-10", "T8")
                .course("c", PatientRecord.THREE_DIMENSIONAL, "20", "Gy", 10, "2024-01-10", "T8");

        assertThat(only(record.assessed()).priorEqd2Gy().hi()).isEqualByComparingTo("60");
        LevelAssessment open =
                only(record.course("d", PatientRecord.THREE_DIMENSIONAL, null, null, 10, "2024-06-10", "T8")
                        .assessed());
        assertThat(open.priorEqd2Gy().lo()).isEqualByComparingTo("60");
        assertThat(open.priorEqd2Gy().hi()).isNull();
    }
}
