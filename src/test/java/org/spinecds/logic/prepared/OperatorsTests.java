package org.spinecds.logic.prepared;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.hl7.elm.r1.Divide;
import org.hl7.elm.r1.Expression;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opencds.cqf.cql.engine.elm.executing.DistinctEvaluator;
import org.opencds.cqf.cql.engine.elm.executing.DivideEvaluator;
import org.opencds.cqf.cql.engine.execution.Environment;
import org.opencds.cqf.cql.engine.execution.State;
import org.opencds.cqf.cql.engine.runtime.Date;
import org.opencds.cqf.cql.engine.runtime.DateTime;
import org.spinecds.logic.evaluation.TemporalText;

class OperatorsTests {

    private static final int PAIRS = 2000;

    private final State state = new State(new Environment(null));

    private static BigDecimal number(Random random) {
        return BigDecimal.valueOf(random.nextInt(-5000, 5000), random.nextInt(0, 9));
    }

    @Test
    void aQuotientIsTheEngines() {
        Random random = new Random(1);
        for (int pair = 0; pair < PAIRS; pair++) {
            BigDecimal dividend = number(random);
            BigDecimal divisor = number(random);

            assertThat(quotient(dividend, divisor))
                    .as("%s / %s", dividend, divisor)
                    .isEqualTo(DivideEvaluator.divide(dividend, divisor, state));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 0.33333333", "-1, 3, -0.33333334", "1, 2, 0.5", "2, 0.000000003, 666666666.66666666", "0, 7, 0"})
    void aQuotientKeepsEightDigitsRoundedDown(BigDecimal dividend, BigDecimal divisor, BigDecimal expected) {
        assertThat((BigDecimal) quotient(dividend, divisor)).isEqualByComparingTo(expected);
    }

    @Test
    void nothingIsDividedByNought() {
        assertThat(quotient(BigDecimal.ONE, new BigDecimal("0.00"))).isNull();
    }

    @Test
    void aQuotientOfWhatIsUnknownIsUnknown() {
        assertThat(quotient(null, BigDecimal.ONE)).isNull();
        assertThat(quotient(BigDecimal.ONE, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2026-02-28", "0001-01-01", "9999-12-31", "2026-02", "2026"})
    void theTextOfADateIsTheEngines(String date) {
        Date day = new Date(date);

        assertThat(TemporalText.of(day)).isEqualTo(date).isEqualTo(day.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-28T09:05:07.004, +02:00, 2026-02-28T09:05:07.004+02:00",
        "2026-02-28T09:05:07.123, -09:30, 2026-02-28T09:05:07.123-09:30",
        "2026-02-28T23:59:59.999, Z, 2026-02-28T23:59:59.999+00:00",
        "0001-01-01T00:00:00.010, Z, 0001-01-01T00:00:00.010+00:00",
        "2026-02-28T09:05:07, -00:30, 2026-02-28T09:05:07",
        "2026-02-28T09:05, Z, 2026-02-28T09:05",
        "2026-02-28T09, Z, 2026-02-28T09",
        "2026-02-28, Z, 2026-02-28",
        "2026-02, Z, 2026-02",
        "2026, Z, 2026"
    })
    void theTextOfATimeIsTheEngines(String time, String offset, String text) {
        DateTime moment = new DateTime(time, ZoneOffset.of(offset));

        assertThat(TemporalText.of(moment)).isEqualTo(text).isEqualTo(moment.toString());
    }

    static List<List<@Nullable Object>> lists() {
        return List.of(
                List.of(),
                List.of("a"),
                Collections.singletonList(null),
                List.of("b", "a", "b"),
                Arrays.asList(null, "a", null, "a"),
                List.of(1, 2, 1),
                List.of(new Date("2026"), new Date("2026-02"), new Date("2026")));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void aListWithoutRepetitionsIsTheEngines(List<@Nullable Object> list) {
        assertThat((Object) Operators.distinct(list, state))
                .isEqualTo(DistinctEvaluator.INSTANCE.distinct(list, state));
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object quotient(@Nullable BigDecimal dividend, @Nullable BigDecimal divisor) {
        Divide divide = new Divide();
        return ((Operators.OfTwo<Expression>) Objects.requireNonNull(Operators.ofTwo(divide)))
                .of(divide, dividend, divisor, state);
    }
}
