package org.spinecds.hook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one card (CDS Hooks 2.0.1, Feedback).
 *
 * @param card the card's uuid
 * @param acceptedSuggestions their uuids; never empty where the outcome is accepted, empty otherwise
 * @param reason why the card was overridden; null where nothing was said
 */
public record Feedback(
        UUID card, Outcome outcome, Instant at, List<String> acceptedSuggestions, @Nullable Reason reason) {

    public Feedback {
        acceptedSuggestions = List.copyOf(acceptedSuggestions);
    }

    /** Accepted in part or whole, or overridden. */
    public enum Outcome {
        ACCEPTED,
        OVERRIDDEN
    }

    /**
     * Why a card was overridden.
     *
     * @param system and code of the reason chosen from the card's list; null where none was
     * @param comment what the user typed; null where nothing was
     */
    public record Reason(@Nullable String system, @Nullable String code, @Nullable String comment) {}
}
