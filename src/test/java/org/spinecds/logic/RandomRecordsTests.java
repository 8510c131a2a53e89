package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.ReadAnswers;

/**
 * Invariants 1 to 10 of the clinical specification, section 13, over seeded records of one to four courses of mixed
 * technique, completeness and place. What a course adds is worked out here a second time, from section 5.2.
 */
class RandomRecordsTests {

    private static final long SEED = 74_331L;
    private static final int RECORDS = 300;
    private static final BigDecimal CAP = new BigDecimal("25");
    private static final BigDecimal CUMULATIVE_CAP = new BigDecimal("70");
    private static final Offset<BigDecimal> HAIR = Offset.offset(new BigDecimal("0.00001"));
    private static final List<String> FIELD = List.of("T4", "T5", "T6", "T7", "T8", "T9", "T10");
    private static final List<String> INDEX = List.of("T7", "T8");

    /** Bounds in Gy EQD2; {@code hi} null is unbounded. */
    private record Bounds(BigDecimal lo, @Nullable BigDecimal hi) {

        static final Bounds UNKNOWN = new Bounds(BigDecimal.ZERO, null);

        static Bounds exactly(BigDecimal dose) {
            return new Bounds(dose, dose);
        }

        Bounds plus(Bounds other) {
            return new Bounds(lo.add(other.lo), hi == null || other.hi == null ? null : hi.add(other.hi));
        }
    }

    /** A course as it is drawn; doses in Gy, null leaves an element out. */
    record Drawn(
            String id,
            @Nullable String technique,
            @Nullable String gy,
            @Nullable String unit,
            @Nullable Integer fractions,
            List<String> levels,
            @Nullable String maximum) {

        Drawn {
            levels = List.copyOf(levels);
        }

        void addTo(PatientRecord record, boolean inCentigray) {
            boolean converts = inCentigray && "Gy".equals(unit);
            record.course(
                    id,
                    technique,
                    gy != null && converts ? hundredfold(gy) : gy,
                    converts ? "cGy" : unit,
                    fractions,
                    "2024-0" + (1 + id.charAt(0) - 'a') + "-10",
                    levels.toArray(String[]::new));
            if (maximum != null) {
                record.thecalSacMaximum(id, inCentigray ? hundredfold(maximum) : maximum, inCentigray ? "cGy" : "Gy");
            }
        }

        private static String hundredfold(String value) {
            return new BigDecimal(value).movePointRight(2).toPlainString();
        }

        int distanceTo(String level) {
            return levels.stream()
                    .mapToInt(own -> Math.abs(FIELD.indexOf(own) - FIELD.indexOf(level)))
                    .min()
                    .orElseThrow();
        }

        /** [DEC] N-11: the field of a course coded with one vertebra may reach two levels further, save where it is stereotactic. */
        boolean reaches(String level) {
            int furthest = levels.size() == 1 && !PatientRecord.SBRT.equals(technique) ? 2 : 1;
            return distanceTo(level) <= furthest;
        }

        /** N-17: below a tenth of the dose, or above one and a half times as much, a maximum is not believed. */
        private @Nullable BigDecimal believedMaximum() {
            if (maximum == null) {
                return null;
            }
            BigDecimal dose = new BigDecimal(maximum);
            if (gy == null || !"Gy".equals(unit)) {
                return dose;
            }
            BigDecimal total = new BigDecimal(gy);
            boolean isBelieved = dose.compareTo(total.multiply(new BigDecimal("0.1"))) >= 0
                    && dose.compareTo(total.multiply(new BigDecimal("1.5"))) <= 0;
            return isBelieved ? dose : null;
        }

        /** Section 5.2, row by row. */
        Bounds adds(String level) {
            if (!reaches(level)) {
                return Bounds.exactly(BigDecimal.ZERO);
            }
            Bounds inField = inField(level);
            return distanceTo(level) < 2 ? inField : new Bounds(BigDecimal.ZERO, inField.hi());
        }

        private Bounds inField(String level) {
            BigDecimal believed = believedMaximum();
            if (fractions != null && believed != null) {
                BigDecimal dose = eqd2(believed, fractions);
                boolean isExact = distanceTo(level) == 0 || PatientRecord.THREE_DIMENSIONAL.equals(technique);
                return new Bounds(isExact ? dose : BigDecimal.ZERO, dose);
            }
            if (gy == null || fractions == null || unit == null || !unit.equals("Gy")) {
                return Bounds.UNKNOWN;
            }
            BigDecimal total = new BigDecimal(gy);
            BigDecimal perFraction = total.divide(BigDecimal.valueOf(fractions), MathContext.DECIMAL64);
            boolean isConventional = PatientRecord.THREE_DIMENSIONAL.equals(technique)
                    && perFraction.compareTo(BigDecimal.valueOf(8)) <= 0;
            boolean isTakenAsConventional =
                    technique == null && fractions >= 5 && perFraction.compareTo(BigDecimal.valueOf(4)) <= 0;
            // Below 1 Gy a fraction the total is most likely the dose of one fraction (rules-revision-2, F).
            if (perFraction.compareTo(BigDecimal.ONE) < 0) {
                return Bounds.UNKNOWN;
            }
            return isConventional || isTakenAsConventional ? Bounds.exactly(eqd2(total, fractions)) : Bounds.UNKNOWN;
        }
    }

    private static BigDecimal eqd2(BigDecimal dose, int fractions) {
        BigDecimal n = BigDecimal.valueOf(fractions);
        return dose.multiply(dose)
                .add(dose.multiply(n).multiply(BigDecimal.valueOf(2)))
                .divide(n.multiply(BigDecimal.valueOf(4)), 12, RoundingMode.HALF_UP);
    }

    static Stream<List<Drawn>> records() {
        Random random = new Random(SEED);
        return IntStream.range(0, RECORDS).mapToObj(unused -> IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(n -> drawn(String.valueOf((char) ('a' + n)), random))
                .toList());
    }

    private static Drawn drawn(String id, Random random) {
        String technique =
                switch (random.nextInt(5)) {
                    case 0 -> PatientRecord.SBRT;
                    case 1 -> null;
                    default -> PatientRecord.THREE_DIMENSIONAL;
                };
        boolean isStereotactic = PatientRecord.SBRT.equals(technique);
        int fractions = isStereotactic ? 1 + random.nextInt(4) : 1 + random.nextInt(30);
        int total = isStereotactic ? fractions * (5 + random.nextInt(7)) : 4 + random.nextInt(42);
        int first = random.nextInt(FIELD.size());
        int last = Math.min(FIELD.size(), first + 1 + random.nextInt(3));
        boolean hasMaximum = random.nextInt(3) == 0;
        int gap = hasMaximum ? 0 : random.nextInt(12);
        return new Drawn(
                id,
                technique,
                gap == 1 ? null : Integer.toString(total),
                gap == 2 ? null : gap == 3 ? "mGy" : "Gy",
                gap == 4 ? null : fractions,
                FIELD.subList(first, last),
                hasMaximum ? BigDecimal.valueOf(10L + random.nextInt(350), 1).toPlainString() : null);
    }

    private static PatientRecord record(List<Drawn> courses) {
        return fill(PatientRecord.of(INDEX.toArray(String[]::new)), courses, false);
    }

    private static PatientRecord fill(PatientRecord record, List<Drawn> courses, boolean inCentigray) {
        courses.forEach(course -> course.addTo(record, inCentigray));
        return record;
    }

    private static LevelAssessment at(ReadAnswers assessment, String name) {
        return assessment.levels().stream()
                .filter(level -> level.level().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Invariants 5, 8, 9 and 10: no prescription of SBRT, no guessed unit and no gap ever enters the sum. */
    @ParameterizedTest
    @MethodSource("records")
    void thePriorDoseIsTheSumOfWhatEachCourseAdds(List<Drawn> courses) {
        ReadAnswers assessment = record(courses).assessed();

        for (String name : INDEX) {
            Bounds sum = courses.stream()
                    .map(course -> course.adds(name))
                    .reduce(Bounds.exactly(BigDecimal.ZERO), Bounds::plus);
            LevelAssessment.Bounds prior = at(assessment, name).priorEqd2Gy();
            assertThat(prior.lo()).as(name).isCloseTo(sum.lo(), HAIR);
            if (sum.hi() == null) {
                assertThat(prior.hi()).as(name).isNull();
            } else {
                assertThat(prior.hi()).as(name).isCloseTo(sum.hi(), HAIR);
            }
            assertThat(at(assessment, name).overlappingCourses()).isEqualTo((int)
                    courses.stream().filter(course -> course.reaches(name)).count());
        }
    }

    /** Invariants 1 to 3, and 8: NA is never a number. */
    @ParameterizedTest
    @MethodSource("records")
    void aBudgetAndItsLimitsFollowFromThePriorDoseAlone(List<Drawn> courses) {
        for (LevelAssessment level : record(courses).assessed().levels()) {
            BigDecimal prior = level.priorEqd2Gy().lo();
            BigDecimal budget = level.budgetEqd2Gy();
            boolean isExact = level.priorEqd2Gy().hi() != null
                    && prior.compareTo(level.priorEqd2Gy().hi()) == 0;
            if (level.overlappingCourses() == 0 || !isExact) {
                assertThat(budget).isNull();
                assertThat(level.maxThecalSac() == null || level.overlappingCourses() == 0)
                        .isTrue();
                continue;
            }
            assertThat(budget)
                    .isCloseTo(
                            CAP.min(prior).min(CUMULATIVE_CAP.subtract(prior)).max(BigDecimal.ZERO), HAIR);
            Objects.requireNonNull(level.maxThecalSac())
                    .forEach(maximum -> assertFits(maximum, Objects.requireNonNull(budget)));
        }
    }

    private static void assertFits(LevelAssessment.Maximum maximum, BigDecimal budget) {
        BigDecimal floor = Objects.requireNonNull(maximum.floorGy());
        assertThat(eqd2(floor, maximum.fractions())).isLessThanOrEqualTo(budget.add(new BigDecimal("0.00000005")));
        assertThat(eqd2(floor.add(new BigDecimal("0.1")), maximum.fractions())).isGreaterThan(budget);
        assertThat(maximum.table3NotAvailable() && maximum.table3Gy() != null).isFalse();
        if (maximum.effectiveNotAvailable()) {
            assertThat(maximum.effectiveGy()).isNull();
        } else {
            BigDecimal cell = maximum.table3Gy();
            assertThat(maximum.effectiveGy()).isEqualByComparingTo(cell == null ? floor : floor.min(cell));
        }
    }

    /** Invariant 4. */
    @ParameterizedTest
    @MethodSource("records")
    void neitherUnitNorOrderChangesTheAssessment(List<Drawn> courses) {
        ReadAnswers plain = record(courses).assessed();
        ReadAnswers other = fill(PatientRecord.of("T8", "T7"), courses, true)
                .shuffled(SEED + courses.size())
                .assessed();

        assertThat(unordered(StoredKnowledge.CARDS.document(other.assessment())))
                .isEqualTo(unordered(StoredKnowledge.CARDS.document(plain.assessment())));
    }

    private static Object unordered(Object value) {
        if (value instanceof Map<?, ?> members) {
            Map<String, Object> sorted = new TreeMap<>();
            members.forEach((name, member) -> sorted.put(String.valueOf(name), unordered(member)));
            return sorted;
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(String::valueOf).sorted().toList();
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value;
    }

    /** Invariant 5. */
    @ParameterizedTest
    @MethodSource("records")
    void aFarCourseChangesNothingAtTheIndexLevels(List<Drawn> courses) {
        ReadAnswers alone = record(courses).assessed();
        ReadAnswers withFar = record(courses)
                .course("far", PatientRecord.SBRT, "24", null, null, "2026-02-01", "L4")
                .assessed();

        assertThat(withFar.problems()).containsExactlyInAnyOrderElementsOf(alone.problems());
        for (String name : INDEX) {
            LevelAssessment before = at(alone, name);
            LevelAssessment after = at(withFar, name);
            assertThat(after.priorEqd2Gy()).isEqualTo(before.priorEqd2Gy());
            assertThat(after.budgetEqd2Gy()).isEqualTo(before.budgetEqd2Gy());
            assertThat(after.maxThecalSac()).isEqualTo(before.maxThecalSac());
            assertThat(after.constraints()).isEqualTo(before.constraints());
            assertThat(after.intervalMonths()).isEqualTo(before.intervalMonths());
            assertThat(after.flags()).isEqualTo(before.flags());
        }
    }

    /** Invariant 6. */
    @ParameterizedTest
    @MethodSource("records")
    void aCourseOfUnknownDoseImprovesNothing(List<Drawn> courses) {
        ReadAnswers known = record(courses).proposedSbrt("24", 2, "11.0", "T8").assessed();
        ReadAnswers doubtful = record(courses)
                .proposedSbrt("24", 2, "11.0", "T8")
                .course("unknown", PatientRecord.THREE_DIMENSIONAL, null, null, null, "2023-01-10", "T8")
                .assessed();

        for (String name : INDEX) {
            LevelAssessment.Constraints before = at(known, name).constraints();
            LevelAssessment.Constraints after = at(doubtful, name).constraints();
            assertThat(worseOrEqual(before.C1().status(), after.C1().status())).isTrue();
            assertThat(worseOrEqual(before.C2().status(), after.C2().status())).isTrue();
            assertThat(at(doubtful, name).budgetEqd2Gy()).isNull();
        }
        assertThat(doubtful.options())
                .filteredOn(option -> option.key().equals("SBRT"))
                .isNotEmpty()
                .noneMatch(option -> option.status().equals("offer"));
    }

    private static boolean worseOrEqual(String before, String after) {
        List<String> fromBest = List.of("not-applicable", "met", "indeterminate", "not-met");
        assertThat(fromBest).contains(before, after);
        return before.equals("not-applicable") || fromBest.indexOf(after) >= fromBest.indexOf(before);
    }

    /** Invariant 7. */
    @ParameterizedTest
    @MethodSource("records")
    void aChildHasNeitherBudgetNorLimitNorOption(List<Drawn> courses) {
        ReadAnswers assessment = fill(PatientRecord.born("2010-06-01", "T7", "T8"), courses, false)
                .assessed();

        assertThat(assessment.levels()).hasSize(2).allSatisfy(level -> {
            assertThat(level.applicability()).isEqualTo("out-of-scope");
            assertThat(level.budgetEqd2Gy()).isNull();
            assertThat(level.maxThecalSac()).isNull();
            assertThat(level.binding()).isEmpty();
            assertThat(level.constraints().C1().limit()).isNull();
            assertThat(level.constraints().C2().limit()).isNull();
        });
        assertThat(assessment.options()).isNotEmpty().allMatch(option -> option.status()
                .equals("not-applicable"));
        assertThat(assessment.cards()).extracting(Assessment.CardNeed::kind).doesNotContain("DOSE_SAFETY", "OPTIONS");
    }

    /** Invariant 3, seen as a row of rising doses. */
    @org.junit.jupiter.api.Test
    void theBudgetNeverRisesOnceThePriorDoseReachesTheCap() {
        List<BigDecimal[]> seen = new ArrayList<>();
        for (int tenths = 40; tenths <= 600; tenths += 10) {
            LevelAssessment level = PatientRecord.of("T8")
                    .course("a", PatientRecord.THREE_DIMENSIONAL, "40", "Gy", 20, "2024-01-10", "T8")
                    .thecalSacMaximum("a", BigDecimal.valueOf(tenths, 1).toPlainString(), "Gy")
                    .assessed()
                    .levels()
                    .get(0);
            seen.add(new BigDecimal[] {level.priorEqd2Gy().lo(), Objects.requireNonNull(level.budgetEqd2Gy())});
        }
        for (int i = 1; i < seen.size(); i++) {
            BigDecimal prior = seen.get(i)[0];
            assertThat(prior).isGreaterThan(seen.get(i - 1)[0]);
            if (prior.compareTo(CAP) <= 0) {
                assertThat(seen.get(i)[1]).isEqualByComparingTo(prior);
            } else {
                assertThat(seen.get(i)[1]).isLessThanOrEqualTo(seen.get(i - 1)[1].max(CAP));
            }
            if (seen.get(i - 1)[0].compareTo(CAP) >= 0) {
                assertThat(seen.get(i)[1]).isLessThanOrEqualTo(seen.get(i - 1)[1]);
            }
        }
    }
}
