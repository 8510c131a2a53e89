package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.decision.LevelAssessment;

/**
 * Table 4.T6 of the clinical specification, and the exact roots of 4.4: a prior course of conventional technique, its
 * EQD2, the budget, what binds it, and the floored maximum for one to five fractions.
 */
class WorkedTablesTests {

    /** The table prints three places. */
    private static final Offset<BigDecimal> PRINTED = Offset.offset(new BigDecimal("0.0005"));

    @ParameterizedTest
    @CsvSource({
        "6, 1, 12.000, 12.000, C3_RATIO, 6.0 8.0 9.3 10.4 11.2",
        "8, 1, 20.000, 20.000, C3_RATIO, 8.0 10.8 12.7 14.3 15.6",
        "15, 5, 18.750, 18.750, C3_RATIO, 7.7 10.4 12.2 13.7 15.0",
        "16, 2, 40.000, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "18, 4, 29.250, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "18, 6, 22.500, 22.500, C3_RATIO, 8.5 11.5 13.7 15.3 16.7",
        "20, 5, 30.000, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "24, 6, 36.000, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "25, 5, 43.750, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "25, 10, 28.125, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "30, 10, 37.500, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "36, 12, 45.000, 25.000, C1_CUMULATIVE C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "35, 14, 39.375, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "37.5, 15, 42.1875, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "39, 13, 48.750, 21.250, C1_CUMULATIVE, 8.2 11.1 13.2 14.8 16.2",
        "40, 15, 46.667, 23.333, C1_CUMULATIVE, 8.7 11.8 14.0 15.7 17.1",
        "40, 20, 40.000, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "45, 25, 42.750, 25.000, C2_SBRT_MAX, 9.0 12.2 14.5 16.3 17.9",
        "46, 23, 46.000, 24.000, C1_CUMULATIVE, 8.8 12.0 14.2 16.0 17.4",
        "50, 25, 50.000, 20.000, C1_CUMULATIVE, 8.0 10.8 12.7 14.3 15.6",
        "54, 27, 54.000, 16.000, C1_CUMULATIVE, 7.0 9.4 11.1 12.4 13.5",
        "60, 30, 60.000, 10.000, C1_CUMULATIVE, 5.4 7.1 8.3 9.2 10.0"
    })
    void aPriorCourseLeavesTheBudgetOfTheWorkedTable(
            String gy, int fractions, BigDecimal prior, BigDecimal budget, String binding, String floors) {
        LevelAssessment level = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, gy, "Gy", fractions, "2024-01-10", "T8")
                .assessed()
                .levels()
                .get(0);

        assertThat(level.priorEqd2Gy().lo()).isCloseTo(prior, PRINTED);
        assertThat(level.priorEqd2Gy().hi()).isCloseTo(prior, PRINTED);
        assertThat(level.budgetEqd2Gy()).isCloseTo(budget, PRINTED);
        assertThat(level.binding()).containsExactlyInAnyOrderElementsOf(Set.of(binding.split(" ", -1)));
        List<LevelAssessment.Maximum> maxima = Objects.requireNonNull(level.maxThecalSac());
        assertThat(maxima.stream().map(maximum -> Objects.requireNonNull(maximum.floorGy())))
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactlyElementsOf(List.of(floors.split(" ", -1)).stream()
                        .map(BigDecimal::new)
                        .toList());
    }
}
