package org.spinecds.logic;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.decision.Assessment;
import org.spinecds.workbench.WorkedCase;

/** A worked case with its answer: what the rules make of it, and the cards that say so. */
public record AnsweredCase(Assessment assessment, List<Card> cards) {

    private static final CardRenderer RENDERER = new CardRenderer(Content.at(null), 7, 0);
    private static final Map<String, AnsweredCase> ANSWERED = new ConcurrentHashMap<>();

    public AnsweredCase {
        cards = List.copyOf(cards);
    }

    /** The answer to a case, worked out once. */
    public static AnsweredCase of(WorkedCase play) {
        return ANSWERED.computeIfAbsent(play.id(), id -> {
            Assessment assessment = CasePlayer.of(play).assess(StoredKnowledge.LOGIC);
            return new AnsweredCase(
                    assessment,
                    RENDERER.render(new CardContext(
                            assessment,
                            CardInvariantsTests.ORDERING,
                            null,
                            List.of(),
                            List.of(),
                            RENDERER.without(assessment, List.of(), ZoneOffset.UTC))));
        });
    }
}
