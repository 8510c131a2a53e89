package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;

/** The card of a referral names the levels that give its reasons. */
class ReferralLevelsTests {

    @Test
    void theLevelOfAThirdCourseIsNamed() {
        assertThat(referral("K682")).contains("third course at this level (T8)");
    }

    @Test
    void aLevelOfASecondCourseIsNotNamed() {
        assertThat(referral("K684")).contains("third course at this level (T8)");
    }

    private static String referral(String id) {
        return AnsweredCase.of(WorkedCases.named(id)).cards().stream()
                .map(Card::summary)
                .filter(summary -> summary.startsWith("Consider referral"))
                .findFirst()
                .orElseThrow();
    }
}
