package org.spinecds.card;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/**
 * What a call's cards are made from.
 *
 * @param assessment without what is suspended
 * @param ordering who orders what for whom
 * @param replayed the day the decision replays, when it is not today
 * @param changedSettings thresholds a site has set otherwise than the content does
 * @param links of every card that has links
 * @param suspended what the site has suspended of the assessment
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

    /** A threshold by its name, with its value here and its default. */
    public record ChangedSetting(String name, String value, String standard) {

        /** Its members by their names. */
        public Map<String, String> inWords() {
            return Map.of("name", name, "value", value, "standard", standard);
        }
    }
}
