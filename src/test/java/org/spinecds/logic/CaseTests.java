package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.workbench.WorkedCase;

/** Every worked case, on the logic alone. */
class CaseTests {

    static List<WorkedCase> cases() {
        return WorkedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isAssessedAsExpected(WorkedCase play) {
        assertThat(CasePlayer.of(play).differences(StoredKnowledge.LOGIC)).isEmpty();
    }
}
