package org.spinecds.journal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One call and its answer, as the journal keeps it.
 *
 * @param hookInstance a UUID; empty where the client sent none or another text
 * @param client the configured name of the client
 * @param tenant the tenant that the client names; empty without one
 * @param patient a keyed hash, see {@link PatientPseudonyms}
 * @param contentVersion the version of CQL, value sets, wording and the site's ConceptMaps
 * @param changedSettings the settings that differ from their default, as {@code name=value}; empty where none does
 * @param reason why cards were shown or not; for a failure, its cause
 * @param shown in the order of the answer
 * @param unknownOrderCodes as {@code system|code}; empty unless no code of the order is known
 * @param suspensions the suspensions in force at the time of the call
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
        /** The guideline was evaluated; there are no cards where it had nothing to say. */
        ANSWERED,
        /** The evaluation failed, and a card says so. */
        NOT_EVALUATED,
        /** The site has suspended the service, and a card says so. */
        HELD,
        /** The patient's data could not be read completely. */
        DATA_UNAVAILABLE,
        /** The call was refused, for example because of its FHIR server. */
        REFUSED
    }

    /** The duration of each stage in milliseconds; 0 where a stage was not reached. */
    public record Durations(long gather, long evaluate, long render) {}

    /** A card as it was shown, with its suggestions. */
    public record ShownCard(UUID card, String kind, String indicator, List<ShownSuggestion> suggestions) {

        public ShownCard {
            suggestions = List.copyOf(suggestions);
        }
    }

    /** A suggestion as it was shown, by its key in the content. */
    public record ShownSuggestion(UUID suggestion, String key) {}
}
