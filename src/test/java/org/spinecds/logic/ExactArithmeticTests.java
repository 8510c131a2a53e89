package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.decision.LevelAssessment;

/**
 * N-20: budget, inverse, floor and every comparison equal exact rational arithmetic. The grid is that of thecal sac maxima of
 * 0.1 to 30.0 Gy by 0.1 in 1 to 5 fractions, 1,500 of them. Every one is a prior dose, whose budget is compared; a prior dose
 * with the two plans on either side of what it leaves, in one number of fractions, which goes round with the dose; and a plan
 * after one of three prior doses, which goes round too. Every one with every other would be 2,250,000 evaluations; these 6,000
 * take a minute of processor time. The prescriptions of table 4.T5 of the clinical specification are all compared.
 */
class ExactArithmeticTests {

    private static final int MOST_TENTHS = 300;
    private static final int MOST_FRACTIONS = 5;
    /** Maxima in tenths of a gray with their fractions: the ratio, the SBRT dose and the cumulative dose are the limit after one of them each. */
    private static final int[][] PRIORS = {{105, 3}, {180, 3}, {200, 2}};

    private static final Fraction CUMULATIVE = Fraction.of(70, 1);
    private static final Fraction SBRT = Fraction.of(25, 1);

    /** An exact number. */
    private record Fraction(BigInteger over, BigInteger under) implements Comparable<Fraction> {

        static Fraction of(long over, long under) {
            return new Fraction(BigInteger.valueOf(over), BigInteger.valueOf(under));
        }

        /** The EQD2 of a total dose in tenths of a gray, alpha/beta 2. */
        static Fraction eqd2(long tenths, long fractions) {
            return of(tenths * tenths + 20 * fractions * tenths, 400 * fractions);
        }

        Fraction plus(Fraction other) {
            return new Fraction(
                    over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
        }

        Fraction less(Fraction other) {
            return plus(new Fraction(other.over.negate(), other.under));
        }

        Fraction or(Fraction other) {
            return compareTo(other) <= 0 ? this : other;
        }

        @Override
        public int compareTo(Fraction other) {
            return over.multiply(other.under).compareTo(other.over.multiply(under));
        }

        BigDecimal value() {
            return new BigDecimal(over).divide(new BigDecimal(under), 10, java.math.RoundingMode.HALF_EVEN);
        }
    }

    private static PatientRecord after(int tenths, int fractions) {
        return PatientRecord.of("T8")
                .course("c1", PatientRecord.SBRT, null, null, fractions, "2024-01-10", "T8")
                .thecalSacMaximum("c1", gray(tenths), "Gy");
    }

    private static String gray(int tenths) {
        return BigDecimal.valueOf(tenths, 1).toPlainString();
    }

    private static LevelAssessment only(PatientRecord record) {
        return record.assessed().levels().get(0);
    }

    private static Fraction budgetAfter(Fraction prior) {
        Fraction least = CUMULATIVE.less(prior).or(SBRT).or(prior);
        return least.compareTo(Fraction.of(0, 1)) < 0 ? Fraction.of(0, 1) : least;
    }

    /** The largest dose to 0.1 Gy whose EQD2 is within the budget, in tenths. */
    private static int floorWithin(Fraction budget, int fractions) {
        int tenths = 0;
        while (Fraction.eqd2(tenths + 1L, fractions).compareTo(budget) <= 0) {
            tenths++;
        }
        return tenths;
    }

    private static void assertBudgeted(LevelAssessment level, Fraction prior) {
        Fraction budget = budgetAfter(prior);
        assertThat(level.budgetEqd2Gy())
                .isCloseTo(budget.value(), org.assertj.core.data.Offset.offset(new BigDecimal("0.0000001")));
        for (LevelAssessment.Maximum maximum : Objects.requireNonNull(level.maxThecalSac())) {
            assertThat(maximum.floorGy())
                    .isEqualByComparingTo(BigDecimal.valueOf(floorWithin(budget, maximum.fractions()), 1));
        }
        assertThat(level.binding().contains("C1_CUMULATIVE"))
                .isEqualTo(CUMULATIVE
                                .less(prior)
                                .compareTo(CUMULATIVE.less(prior).or(SBRT).or(prior))
                        == 0);
        assertThat(level.binding().contains("C2_SBRT_MAX"))
                .isEqualTo(SBRT.compareTo(CUMULATIVE.less(prior).or(SBRT).or(prior)) == 0);
        assertThat(level.binding().contains("C3_RATIO"))
                .isEqualTo(prior.compareTo(CUMULATIVE.less(prior).or(SBRT).or(prior)) == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aPriorMaximumLeavesExactlyItsBudget(int fractions) {
        for (int tenths = 1; tenths <= MOST_TENTHS; tenths++) {
            assertBudgeted(only(after(tenths, fractions)), Fraction.eqd2(tenths, fractions));
        }
    }

    /** On either side of what each prior maximum leaves, in the next number of fractions. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aPlanIsHeldAgainstEachLimitExactly(int fractions) {
        for (int tenths = 1; tenths <= MOST_TENTHS; tenths++) {
            Fraction prior = Fraction.eqd2(tenths, fractions);
            int planned = 1 + tenths % MOST_FRACTIONS;
            int floor = floorWithin(budgetAfter(prior), planned);
            for (int dose : List.of(Math.max(1, floor), floor + 1)) {
                assertHeld(after(tenths, fractions), prior, planned, dose);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void everyPlannedMaximumIsHeldExactly(int planned) {
        for (int dose = 1; dose <= MOST_TENTHS; dose++) {
            int[] course = PRIORS[dose % PRIORS.length];
            assertHeld(after(course[0], course[1]), Fraction.eqd2(course[0], course[1]), planned, dose);
        }
    }

    /** The prescription is the maximum, which is believed then (N-17). */
    private static void assertHeld(PatientRecord record, Fraction prior, int planned, int dose) {
        Fraction plan = Fraction.eqd2(dose, planned);
        LevelAssessment level = only(record.proposedSbrt(gray(dose), planned, gray(dose), "T8"));
        assertThat(level.constraints().C1().status().equals("met"))
                .isEqualTo(prior.plus(plan).compareTo(CUMULATIVE) <= 0);
        assertThat(level.constraints().C2().status().equals("met")).isEqualTo(plan.compareTo(SBRT) <= 0);
        assertThat(level.constraints().C3().status().equals("met")).isEqualTo(plan.compareTo(prior) <= 0);
    }

    @Test
    void thePrescriptionsOfTheTableLeaveExactlyTheirBudget() {
        for (int[] course : new int[][] {
            {60, 1}, {80, 1}, {150, 5}, {160, 2}, {180, 4}, {180, 6}, {200, 5}, {200, 8}, {200, 10}, {240, 6}, {250, 5},
            {250, 10}, {300, 10}, {360, 12}, {350, 14}, {375, 15}, {390, 13}, {400, 15}, {400, 20}, {450, 25},
            {460, 23}, {500, 25}, {540, 27}, {600, 30}
        }) {
            LevelAssessment level = only(PatientRecord.of("T8")
                    .course(
                            "c1",
                            PatientRecord.THREE_DIMENSIONAL,
                            gray(course[0]),
                            "Gy",
                            course[1],
                            "2024-01-10",
                            "T8"));
            assertBudgeted(level, Fraction.eqd2(course[0], course[1]));
        }
    }
}
