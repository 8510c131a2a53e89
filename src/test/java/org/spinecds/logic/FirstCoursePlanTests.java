package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;

/** A plan at a level that no course reached: what its cards say of it. */
class FirstCoursePlanTests {

    private static final String FAILS = "this plan is not supported";

    private static List<String> summaries(String id) {
        return AnsweredCase.of(WorkedCases.named(id)).cards().stream()
                .map(Card::summary)
                .toList();
    }

    @Test
    void aFirstConventionalPlanIsHeldAgainstNoCeiling() {
        assertThat(summaries("K663")).isNotEmpty().noneMatch(summary -> summary.contains(FAILS));
    }

    @Test
    void aFirstStereotacticPlanAboveItsLimitIsSaidToFail() {
        assertThat(summaries("K199"))
                .anyMatch(summary -> summary.startsWith("Options") && summary.contains(FAILS))
                .anyMatch(summary -> !summary.startsWith("Options") && summary.contains(FAILS));
    }
}
