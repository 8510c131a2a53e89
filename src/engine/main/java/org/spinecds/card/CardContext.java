package org.spinecds.card;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/**
 * The input for the cards of one call.
 *
 * @param assessment the assessment without suspended things
 * @param ordering the patient, the requester and the orders, for drafts
 * @param replayed the day that the call replays; null where it is today
 * @param changedSettings the thresholds that differ from the default of the content
 * @param links the links of every card that has links
 * @param suspended the suspensions, with the kinds of card that they left out
 */
public record CardContext(
        Assessment assessment,
        OrderingContext ordering,
        @Nullable LocalDate replayed,
        List<ChangedSetting> changedSettings,
        List<Card.Link> links,
        Suspended suspended) {

    public CardContext {
        changedSettings = List.copyOf(changedSettings);
        links = List.copyOf(links);
    }

    /** A threshold by its name, with its active value and its default. */
    public record ChangedSetting(String name, String value, String standard) {

        /** The members by name, for a phrase. */
        public Map<String, String> inWords() {
            return Map.of("name", name, "value", value, "standard", standard);
        }
    }
}
