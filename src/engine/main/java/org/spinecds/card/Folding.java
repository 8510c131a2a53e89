package org.spinecds.card;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.spinecds.decision.Indicators;

/**
 * Limits the number of cards, for EHRs that show only a few. The last cards become one card with all their details. A
 * kind that stands alone is never folded.
 */
final class Folding {

    private Folding() {}

    static List<Card> toAtMost(int most, List<Card> cards, Predicate<String> isAlone) {
        int kept = cards.size();
        while (kept > 0 && !isAlone.test(cards.get(kept - 1).kind()) && kept >= most) {
            kept--;
        }
        if (cards.size() <= most || cards.size() - kept < 2) {
            return cards;
        }
        List<Card> folded = new ArrayList<>(cards.subList(0, kept));
        folded.add(fold(cards.subList(kept, cards.size())));
        return folded;
    }

    private static Card fold(List<Card> cards) {
        Card first = cards.get(0);
        return new Card(
                Identifiers.next().toString(),
                first.summary(),
                first.detail()
                        + cards.stream()
                                .skip(1)
                                .map(card ->
                                        "\n\n---\n\n**" + Markdown.escape(card.summary()) + "**\n\n" + card.detail())
                                .collect(Collectors.joining()),
                Objects.requireNonNull(
                        Indicators.loudest(cards.stream().map(Card::indicator).toList())),
                first.source(),
                cards.stream().flatMap(card -> card.suggestions().stream()).toList(),
                first.overrideReasons(),
                cards.stream().flatMap(card -> card.links().stream()).toList(),
                Map.of(
                        Card.EXTENSION,
                        Map.of(
                                "kind",
                                first.kind(),
                                "kinds",
                                cards.stream().map(Card::kind).toList())));
    }
}
