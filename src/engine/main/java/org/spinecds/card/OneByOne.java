package org.spinecds.card;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.spinecds.card.Worded.Unworded;
import org.spinecds.decision.Assessment.CardNeed;

/**
 * Words the cards of one answer, each by itself, so that a fault in a template, a phrase or a model affects one card
 * only. That card is shown in plain words, and the last card names it. A suggestion that cannot be drafted is left out.
 */
record OneByOne(CardRenderer cards, SuggestionDrafts drafts, CardContext context, List<Unworded> unworded) {

    /**
     * All cards, in the order of the assessment.
     *
     * @param most the greatest number of cards of one answer
     */
    Worded all(int most) {
        List<CardNeed> needs = context.assessment().cards();
        Map<CardNeed, Card> worded = new HashMap<>();
        needs.stream()
                .sorted(Comparator.comparing((CardNeed need) -> !cards.kinds().standsAlone(need.kind())))
                .forEach(need -> worded.put(need, wordedOrPlain(need)));
        List<Card> shown = new ArrayList<>();
        Set<String> described = new HashSet<>();
        for (CardNeed need : needs) {
            shown.add(withDrafts(Objects.requireNonNull(worded.get(need)), described));
        }
        if (!context.suspended().cards().isEmpty()) {
            boolean isUrgent =
                    !shown.isEmpty() && cards.kinds().isUrgent(shown.get(0).kind());
            shown.add(isUrgent ? 1 : 0, cards.suspended(context));
        }
        if (unworded.isEmpty()) {
            return new Worded(Folding.toAtMost(most, shown, cards.kinds()::standsAlone), unworded);
        }
        List<Card> whole = new ArrayList<>(Folding.toAtMost(most - 1, shown, cards.kinds()::standsAlone));
        whole.add(cards.notWorded(unworded));
        return new Worded(whole, unworded);
    }

    private Card wordedOrPlain(CardNeed need) {
        try {
            return cards.worded(need, context);
        } catch (RuntimeException | StackOverflowError fault) {
            unworded.add(Unworded.of(cards.kinds().known(need.kind()).code(), need.kind(), fault));
            return cards.plain(need, context);
        }
    }

    private Card withDrafts(Card card, Set<String> described) {
        Card drafted = card.with(drafts
                .of(
                        card.kind(),
                        context,
                        fault -> unworded.add(Unworded.of(CardRenderer.SUGGESTION, card.kind(), fault)))
                .stream()
                .map(suggestion -> suggestion.describedApartFrom(described))
                .toList());
        return cards.kinds().known(card.kind()).hasLinks() ? drafted.withLinks(context.links()) : drafted;
    }
}
