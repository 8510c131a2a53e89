package org.spinecds.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was asked, shown and made of it in a stretch of time.
 *
 * @param decisions how many calls
 * @param withCards how many of them showed a card
 * @param outcomes calls by how they ended
 * @param reasons calls by why cards were shown or were not
 * @param cards by kind
 * @param suggestions by key
 * @param unknownOrderCodes codes of orders that no value set knows, as {@code system|code}, by how often they came
 */
public record JournalSummary(
        Instant from,
        Instant to,
        long decisions,
        long withCards,
        Map<String, Long> outcomes,
        Map<String, Long> reasons,
        List<CardKind> cards,
        List<SuggestionKey> suggestions,
        Map<String, Long> unknownOrderCodes) {

    public JournalSummary {
        cards = List.copyOf(cards);
        suggestions = List.copyOf(suggestions);
    }

    /**
     * The cards of one kind. A card counts by the latest feedback it got; rates are of the cards shown.
     *
     * @param firingRate cards of this kind by calls
     * @param overrideReasons overridden cards by code, {@code none} where no reason was given
     */
    public record CardKind(
            String kind,
            long shown,
            long accepted,
            long overridden,
            long withoutFeedback,
            double firingRate,
            double acceptanceRate,
            double overrideRate,
            Map<String, Long> indicators,
            Map<String, Long> overrideReasons) {}

    /** The suggestions of one key: how many were shown, and how many of them were taken. */
    public record SuggestionKey(String key, long shown, long accepted, double acceptanceRate) {}
}
