package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a form says, and what of it cannot be understood. */
class EditsTests {

    private static final Play PLAY = Play.named("V07");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "course-0-gy|20 Gy|DOSE",
                "course-0-gy|2000cGy|DOSE",
                "course-0-gy|20,5|DOSE",
                "course-0-gy|-20|DOSE",
                "course-0-gy|1e2|DOSE",
                "plan-sac|12.2.1|DOSE",
                "course-0-fractions|0|FRACTIONS",
                "course-0-fractions|5.5|FRACTIONS",
                "course-0-fractions|100|FRACTIONS",
                "course-0-end|2025-02-30|DATE",
                "course-0-end|21.10.2025|DATE",
                "course-0-end|2025-13|DATE",
                "plan-start|2026-03|DAY",
                "evaluated|''|DAY",
                "evaluated|tomorrow|DAY",
                "course-0-levels|T13|LEVELS",
                "course-0-levels|T10-T8|LEVELS",
                "course-0-levels|thoracic|LEVELS",
                "fact-sins-total|19|INTEGER",
                "fact-pain-severity|eleven|INTEGER",
                "fact-bilsky-escc-grade|4|CHOICE",
                "fact-surgical-candidate|maybe|CHOICE",
                "course-0-technique|laser|TECHNIQUE"
            })
    void whatCannotBeUnderstoodIsToldBesideItsField(String field, String text, Edits.Fault fault) {
        Edits edits = PLAY.edits(Map.of(field, text));

        assertThat(edits.faults()).containsExactly(Map.entry(field, fault));
        assertThat(edits.of(field)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "course-0-gy|20.0",
                "course-0-gy| 20 ",
                "course-0-levels|T8,T9,T10",
                "course-0-levels|t8 - t10",
                "course-0-levels|T8–T10"
            })
    void sameThingWrittenOtherwiseIsNoEdit(String field, String text) {
        assertThat(PLAY.edits(Map.of(field, text.replace(" - ", "-"))).changed())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "course-0-gy|12.25",
                "course-0-gy|''",
                "course-0-end|2025",
                "course-0-end|2025-10",
                "course-0-end|''",
                "course-0-levels|C7-T2, L5",
                "course-0-levels|Co",
                "course-0-counts|''",
                "fact-expected-survival|4.5",
                "fact-asia-impairment-scale|C",
                "fact-new-neurological-deficit|yes",
                "plan-start|2027-01-31"
            })
    void whatCanBeUnderstoodIsAnEdit(String field, String text) {
        Edits edits = PLAY.edits(Map.of(field, text));

        assertThat(edits.faults()).isEmpty();
        assertThat(edits.changed()).containsExactly(field);
    }

    @Test
    void inputsAreWhatIsOnFile() {
        assertThat(PLAY.inputs().texts())
                .containsEntry("course-0-technique", "cEBRT")
                .containsEntry("course-0-gy", "20")
                .containsEntry("course-0-fractions", "5")
                .containsEntry("course-0-end", "2025-10-21")
                .containsEntry("course-0-levels", "T8-T10")
                .containsEntry("course-0-sac", "")
                .containsEntry("plan-technique", "SBRT")
                .containsEntry("plan-gy", "27")
                .containsEntry("plan-fractions", "3")
                .containsEntry("plan-start", "2026-03-20")
                .containsEntry("plan-levels", "T9")
                .containsEntry("plan-sac", "14.5")
                .containsEntry("fact-sins-total", "5")
                .containsEntry("fact-bilsky-escc-grade", "1a")
                .containsEntry("fact-performance-status", "1")
                .containsEntry("fact-expected-survival", "14")
                .containsEntry("fact-pain-severity", "4")
                .containsEntry("fact-asia-impairment-scale", "");
    }
}
