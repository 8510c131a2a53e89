package org.spinecds.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SMART App Launch 1 and 2: R62 and R63. */
class ScopesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient/Condition.read",
                "user/Condition.rs",
                "patient/*.read",
                "system/*.*",
                "openid patient/Condition.cruds",
                "patient/Condition.r",
                "patient/Condition.s?category=problem-list-item"
            })
    void coverWhatTheyLetRead(String text) {
        assertThat(Scopes.of(text).cover("Condition")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"patient/Observation.read", "patient/Condition.write", "user/Condition.cud", "patient/*.c"})
    void doNotCoverTheRest(String text) {
        assertThat(Scopes.of(text).cover("Condition")).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @CsvSource({"''", "openid fhirUser", "launch"})
    void thatNameNoResourceLeaveItToTheServer(String text) {
        assertThat(Scopes.of(text).cover("Condition")).isTrue();
    }
}
