package org.spinecds.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The calls of a period, with their cards and the feedback on them.
 *
 * @param from inclusive
 * @param to exclusive
 * @param decisions the number of calls
 * @param withCards the number of calls with a card
 * @param outcomes the number of calls by outcome
 * @param reasons the number of calls by the reason for cards or for none
 * @param cards by kind
 * @param suggestions by key
 * @param unknownOrderCodes how often orders had each code that is in no value set, by {@code system|code}
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
     * The cards of one kind. The latest feedback on a card counts. Rates are fractions from 0 to 1, rounded to three
     * decimals; 0 where there is nothing to divide by.
     *
     * @param withoutFeedback cards neither accepted nor overridden
     * @param firingRate cards of this kind per call
     * @param acceptanceRate accepted cards per card shown
     * @param overrideRate overridden cards per card shown
     * @param indicators cards shown by indicator
     * @param overrideReasons overridden cards by code of the reason; {@code none} where no reason was given
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

    /**
     * The suggestions of one key.
     *
     * @param acceptanceRate accepted suggestions per suggestion shown, from 0 to 1
     */
    public record SuggestionKey(String key, long shown, long accepted, double acceptanceRate) {}
}
