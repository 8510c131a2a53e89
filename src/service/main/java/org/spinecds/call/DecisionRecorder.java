package org.spinecds.call;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;
import org.spinecds.card.Identifiers;
import org.spinecds.card.Worded;
import org.spinecds.card.WordingBroken;
import org.spinecds.decision.Suspension;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.journal.Decision;
import org.spinecds.journal.Journal;
import org.spinecds.journal.PatientPseudonyms;
import org.spinecds.observability.CallMeters;
import org.spinecds.observability.CallMeters.Stage;
import org.spinecds.observability.EhrNames;
import org.spinecds.security.Client;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Follows a call from its arrival to its answer and records the result in the journal and the metrics. If the journal
 * cannot be written, the clinician still gets the answer; the loss is counted ({@code spinecds.journal.lost}) and
 * logged.
 */
public record DecisionRecorder(
        Journal journal, PatientPseudonyms pseudonyms, CallMeters meters, EhrNames ehrs, Clock clock) {

    private static final Logger log = LoggerFactory.getLogger(DecisionRecorder.class);
    private static final int LONGEST_CODE = 300;
    private static final String NOT_UNDERSTOOD = "NOT_UNDERSTOOD";
    /** The reason of the rules for an order without a known code, or without any. */
    private static final String ORDER_CODE_UNKNOWN = "ORDER_CODE_UNKNOWN";

    /** The link of a card, one of the parts that can fail to render. */
    static final String LINK = "LINK";

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    /** Begins to record a valid call. */
    OneCall begin(Guideline guideline, ServiceDefinition service, HookRequest request) {
        return new OneCall(guideline, service, request);
    }

    /** Records an invalid call, with its client and without a patient. */
    public void notUnderstood(Guideline guideline, ServiceDefinition service, Client client) {
        meters.decided(service.id(), ehrs.ofCall(client, null), Decision.Outcome.REFUSED.name(), NOT_UNDERSTOOD);
        keep(decision(
                guideline,
                service,
                new Caller(client, null),
                new End(Decision.Outcome.REFUSED, NOT_UNDERSTOOD, List.of(), Underway.NOT)));
    }

    /** Rehearses the recording of an answer; nothing is stored or counted. */
    void rehearse(Guideline guideline, ServiceDefinition service, HookRequest request, List<Card> cards) {
        try {
            journal.rehearse(decision(
                    guideline,
                    service,
                    new Caller(request.client(), request),
                    new End(Decision.Outcome.ANSWERED, "", cards, Underway.NOT)));
        } catch (DataAccessException | TransactionException e) {
            log.warn("The journal takes no decision yet: {}", e.getClass().getName());
        }
    }

    private void keep(Decision decision) {
        try {
            journal.keep(decision);
        } catch (DataAccessException | TransactionException e) {
            meters.journalLost();
            log.error(
                    "A decision could not be kept in the journal: {}",
                    e.getClass().getName());
        }
    }

    /** The parts of a decision that come from the evaluation. */
    private record Underway(Decision.Durations durations, List<String> unknownOrderCodes, List<UUID> suspensions) {

        static final Underway NOT = new Underway(new Decision.Durations(0, 0, 0), List.of(), List.of());
    }

    /** The client of a call, and the call where it was understood. */
    private record Caller(Client client, @Nullable HookRequest request) {}

    /** The end of a call. */
    private record End(Decision.Outcome outcome, String reason, List<Card> cards, Underway underway) {}

    private Decision decision(Guideline guideline, ServiceDefinition service, Caller caller, End end) {
        HookRequest request = caller.request();
        String instance = request == null ? "" : request.hookInstance();
        return new Decision(
                Identifiers.next(),
                clock.instant(),
                service.id(),
                service.hook(),
                UUID_TEXT.matcher(instance).matches() ? instance : "",
                caller.client().name(),
                caller.client().tenant(),
                request == null ? "" : patient(request),
                guideline.version(),
                guideline.changedSettingsText(),
                end.outcome(),
                end.reason(),
                end.underway().durations(),
                end.cards().stream().map(DecisionRecorder::shown).toList(),
                end.underway().unknownOrderCodes(),
                end.underway().suspensions());
    }

    private String patient(HookRequest request) {
        String ehr = request.client().name() + " " + request.client().tenant() + " " + request.fhirServer();
        return pseudonyms.of(ehr, request.patientId());
    }

    private static Decision.ShownCard shown(Card card) {
        return new Decision.ShownCard(
                UUID.fromString(card.uuid()),
                card.kind(),
                card.indicator(),
                card.suggestions().stream()
                        .map(suggestion ->
                                new Decision.ShownSuggestion(UUID.fromString(suggestion.uuid()), suggestion.key()))
                        .toList());
    }

    /** One call in progress. */
    final class OneCall {

        private final Guideline guideline;
        private final ServiceDefinition service;
        private final HookRequest request;
        private final CallMeters.OneCall measured;
        private List<UUID> suspensions = List.of();

        private OneCall(Guideline guideline, ServiceDefinition service, HookRequest request) {
            this.guideline = guideline;
            this.service = service;
            this.request = request;
            this.measured = meters.begin(service.id(), ehrs.ofCall(request.client(), request.fhirServer()));
        }

        /** The pseudonym of the patient in the journal. */
        String patient() {
            return DecisionRecorder.this.patient(request);
        }

        /** Records the suspensions active during the call, whether or not they affect it. */
        void under(List<Suspension> inForce) {
            suspensions = inForce.stream().map(Suspension::id).toList();
        }

        void enters(Stage stage) {
            measured.enters(stage);
        }

        /**
         * Records the result of the evaluation.
         *
         * @param unknownOrderCodes codes of the order outside all value sets as {@code system|code}, for the site to map
         */
        void answered(String reason, List<Card> cards, List<String> unknownOrderCodes) {
            log.info("{} answered {} with {} cards", service.id(), reason, cards.size());
            List<String> codes = unknownOrderCodes.stream()
                    .map(code -> code.substring(0, Math.min(LONGEST_CODE, code.length())))
                    .toList();
            if (reason.equals(ORDER_CODE_UNKNOWN)) {
                meters.unknownOrder(measured.ehr());
            }
            end(Decision.Outcome.ANSWERED, reason, cards, codes);
        }

        /** Records a card or suggestion that could not be rendered; the answer says so. */
        void unworded(Worded.Unworded one) {
            meters.unworded(one.part());
            log.error("The card {} lacks words ({}): {}", one.card(), one.part(), one.why());
        }

        /** Records that the cards have no link to the worksheet, because its label is missing. */
        void withoutLink(WordingBroken failure) {
            meters.unworded(LINK);
            log.error("The link to the worksheet is left out: {}", failure.getMessage());
        }

        void notEvaluated(List<Card> cards) {
            end(Decision.Outcome.NOT_EVALUATED, "NOT_EVALUATED", cards);
        }

        void held(List<Card> cards) {
            end(Decision.Outcome.HELD, "HELD", cards);
        }

        void dataUnavailable(List<String> unread) {
            meters.unread(measured.ehr(), unread);
            end(Decision.Outcome.DATA_UNAVAILABLE, "UNREAD " + String.join(" ", unread), List.of());
        }

        void refused(String reason) {
            end(Decision.Outcome.REFUSED, reason, List.of());
        }

        private void end(Decision.Outcome outcome, String reason, List<Card> cards) {
            end(outcome, reason, cards, List.of());
        }

        private void end(Decision.Outcome outcome, String reason, List<Card> cards, List<String> unknownOrderCodes) {
            measured.ended(outcome.name(), reason.split(" ", 2)[0]);
            cards.forEach(card -> meters.shown(service.id(), measured.ehr(), card.kind(), card.indicator()));
            keep(decision(
                    guideline,
                    service,
                    new Caller(request.client(), request),
                    new End(outcome, reason, cards, new Underway(durations(), unknownOrderCodes, suspensions))));
        }

        private Decision.Durations durations() {
            return new Decision.Durations(
                    measured.passed(Stage.GATHER).toMillis(),
                    measured.passed(Stage.EVALUATE)
                            .plus(measured.passed(Stage.DECIDE))
                            .toMillis(),
                    measured.passed(Stage.RENDER).toMillis());
        }
    }
}
