package org.spinecds.logic;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.workbench.WorkedCase;

/** A worked case with its answer: what the rules make of it, and the cards that say so. */
public record AnsweredCase(ReadAnswers assessment, List<Card> cards, boolean isTreatment) {

    private static final CardRenderer RENDERER = StoredKnowledge.CARDS;
    private static final Map<String, AnsweredCase> ANSWERED = new ConcurrentHashMap<>();

    public AnsweredCase {
        cards = List.copyOf(cards);
    }

    /** The answer to a case, worked out once. */
    public static AnsweredCase of(WorkedCase play) {
        return ANSWERED.computeIfAbsent(play.id(), id -> {
            CasePlayer player = CasePlayer.of(play);
            ReadAnswers assessment = player.assess(StoredKnowledge.LOGIC);
            return new AnsweredCase(
                    assessment,
                    RENDERER.render(new CardContext(
                            assessment.assessment(),
                            CardInvariantsTests.ORDERING,
                            null,
                            List.of(),
                            List.of(),
                            RENDERER.without(assessment.assessment(), List.of(), ZoneOffset.UTC))),
                    player.isTreatment());
        });
    }
}
