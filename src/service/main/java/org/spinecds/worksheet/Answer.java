package org.spinecds.worksheet;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.AssessmentWords;
import org.spinecds.card.Card;
import org.spinecds.card.CardPlace;
import org.spinecds.card.SuspendedOptions;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.RecordAsRead;

/**
 * What the rules say of a record on a day.
 *
 * @param read null where nothing is assessed, and for a child
 * @param suspended the options that the site has suspended
 */
record Answer(
        LocalDate day,
        Assessment assessment,
        @Nullable RecordAsRead read,
        List<Card> cards,
        AssessmentWords words,
        SuspendedOptions suspended) {

    Answer {
        cards = List.copyOf(cards);
    }

    /** The cards with a place on the worksheet. */
    Stream<Card> at(CardPlace place) {
        return cards.stream()
                .filter(card -> words.place(card.kind()).filter(place::equals).isPresent());
    }

    Optional<LevelAssessment> level(@Nullable String name) {
        return assessment.levels().stream()
                .filter(level -> level.level().equals(name))
                .findFirst();
    }

    /** Whether numbers may be shown: not to a child, and not of a disease the source does not cover. */
    boolean hasNumbers() {
        Assessment.Scope scope = assessment.scope();
        return read != null && (scope == null || !(scope.under18() || scope.excludedDisease()));
    }
}
