package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.workbench.WorkedCase;

/** The end of a course is shown as exactly as it is on file. */
class CourseDatesTests {

    @ParameterizedTest
    @CsvSource({"G005, 2026-02-17", "G004, 2025-08", "H069, 2025"})
    void theEndIsShownAsItIsOnFile(String id, String onFile) {
        WorkedCase play = WorkedCases.named(id);

        assertThat(AnsweredCase.of(play).assessment().courses())
                .extracting(ReadAnswers.Course::ended)
                .contains(onFile);
    }
}
