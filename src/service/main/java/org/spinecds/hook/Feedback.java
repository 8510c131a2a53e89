package org.spinecds.hook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The clinician's response to one card (CDS Hooks 2.0.1, Feedback).
 *
 * @param card the card's uuid
 * @param acceptedSuggestions their uuids; not empty if the outcome is accepted, else empty
 * @param reason for the override; null if none was given
 */
public record Feedback(
        UUID card, Outcome outcome, Instant at, List<String> acceptedSuggestions, @Nullable Reason reason) {

    public Feedback {
        acceptedSuggestions = List.copyOf(acceptedSuggestions);
    }

    /** Accepted, completely or in part, or overridden. */
    public enum Outcome {
        ACCEPTED,
        OVERRIDDEN
    }

    /**
     * The reason of an override.
     *
     * @param system and code of the reason chosen from the card's list; null if none was chosen
     * @param comment typed by the user; null without one
     */
    public record Reason(@Nullable String system, @Nullable String code, @Nullable String comment) {}
}
