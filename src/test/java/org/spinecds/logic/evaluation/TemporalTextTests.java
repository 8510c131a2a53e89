package org.spinecds.logic.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencds.cqf.cql.engine.runtime.Date;
import org.opencds.cqf.cql.engine.runtime.DateTime;

class TemporalTextTests {

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
}
