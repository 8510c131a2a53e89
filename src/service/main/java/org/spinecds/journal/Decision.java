package org.spinecds.journal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One call and its answer, as the journal keeps it.
 *
 * @param hookInstance a UUID; empty where the client sent something else
 * @param client by its configured name
 * @param tenant empty where the client names none
 * @param patient a keyed hash, see {@link PatientPseudonyms}
 * @param contentVersion of CQL, value sets, wording and the ConceptMaps of the site
 * @param changedSettings those that differ from their default, as {@code name=value}; empty where none does
 * @param reason why cards were shown, or why none was; of a failure, what failed
 * @param shown in the order of the answer
 * @param unknownOrderCodes as {@code system|code}; empty unless no code of the order is known
 * @param suspensions that were in force when the call was answered
 */
public record Decision(
        UUID id,
        Instant at,
        String service,
        String hook,
        String hookInstance,
        String client,
        String tenant,
        String patient,
        String contentVersion,
        String changedSettings,
        Outcome outcome,
        String reason,
        Durations durations,
        List<ShownCard> shown,
        List<String> unknownOrderCodes,
        List<UUID> suspensions) {

    public Decision {
        shown = List.copyOf(shown);
        unknownOrderCodes = List.copyOf(unknownOrderCodes);
        suspensions = List.copyOf(suspensions);
    }

    /** How a call ended. */
    public enum Outcome {
        /** The guideline was evaluated; no cards where there was nothing to say. */
        ANSWERED,
        /** The guideline could not be evaluated, and a card says so. */
        NOT_EVALUATED,
        /** The site holds the service, and a card says so. */
        HELD,
        /** The patient's data could not be read completely. */
        DATA_UNAVAILABLE,
        /** The call was refused, such as for its FHIR server. */
        REFUSED
    }

    /** In milliseconds; 0 where a stage was not reached. */
    public record Durations(long gather, long evaluate, long render) {}

    /** A card as it was shown, with what it offered. */
    public record ShownCard(UUID card, String kind, String indicator, List<ShownSuggestion> suggestions) {

        public ShownCard {
            suggestions = List.copyOf(suggestions);
        }
    }

    /** A suggestion as it was shown, by its key in the content. */
    public record ShownSuggestion(UUID suggestion, String key) {}
}
