package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;

/** What the card of an emergency says beside its reasons. */
class EmergencyWordsTests {

    private static Card emergency(String id) {
        return AnsweredCase.of(WorkedCases.named(id)).cards().stream()
                .filter(card -> card.summary().startsWith("Emergency"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void neurologyRecordedTwoDaysBeforeTheGradeIsIntact() {
        assertThat(emergency("K673").detail()).contains("neurology is recorded as intact");
    }

    @Test
    void neurologyRecordedBeforeThatIsNotRecorded() {
        assertThat(emergency("K678").detail()).contains("no neurological status is recorded");
    }

    @Test
    void aSignThatTheRecordHasNoWordsForIsNamedByItsKind() {
        assertThat(emergency("K669").detail())
                .contains("bladder disturbance (R33.9) (on this order)")
                .contains("bowel disturbance (R15.9) (on this order)");
    }
}
