package org.spinecds;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.journal.Decision;
import org.spinecds.journal.Journal;
import org.spinecds.journal.PatientPseudonyms;
import org.spinecds.security.Client;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Follows one call from its arrival to its answer and keeps what came of it in the journal and the metrics. A journal
 * that cannot be written costs no clinician an answer: it is counted ({@code spinecds.journal.lost}) and logged.
 */
public final class DecisionRecorder {

    private static final Logger log = LoggerFactory.getLogger(DecisionRecorder.class);
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private final Journal journal;
    private final PatientPseudonyms pseudonyms;
    private final MeterRegistry meters;
    private final Clock clock;

    DecisionRecorder(Journal journal, PatientPseudonyms pseudonyms, MeterRegistry meters, Clock clock) {
        this.journal = journal;
        this.pseudonyms = pseudonyms;
        this.meters = meters;
        this.clock = clock;
    }

    /** A call has been understood. */
    OneCall begin(Guideline guideline, ServiceDefinition service, HookRequest request) {
        return new OneCall(guideline, service, request);
    }

    /** A call was not understood: nothing is known of its patient, but that it came, and from whom. */
    public void notUnderstood(Guideline guideline, ServiceDefinition service, Client client) {
        keep(new Decision(
                UUID.randomUUID(),
                clock.instant(),
                service.id(),
                service.hook(),
                "",
                client.name(),
                client.tenant(),
                "",
                guideline.version(),
                guideline.changedSettingsText(),
                Decision.Outcome.REFUSED,
                "NOT_UNDERSTOOD",
                new Decision.Durations(0, 0, 0),
                List.of()));
    }

    private void keep(Decision decision) {
        meters.counter(
                        "spinecds.decisions",
                        "service",
                        decision.service(),
                        "outcome",
                        decision.outcome().name())
                .increment();
        decision.shown()
                .forEach(card -> meters.counter("spinecds.cards", "kind", card.kind(), "indicator", card.indicator())
                        .increment());
        try {
            journal.keep(decision);
        } catch (DataAccessException | TransactionException e) {
            meters.counter("spinecds.journal.lost").increment();
            log.error(
                    "A decision could not be kept in the journal: {}",
                    e.getClass().getName());
        }
    }

    /** One call on its way. */
    final class OneCall {

        private final Guideline guideline;
        private final ServiceDefinition service;
        private final HookRequest request;
        private long since = System.nanoTime();
        private long gather;
        private long evaluate;

        private OneCall(Guideline guideline, ServiceDefinition service, HookRequest request) {
            this.guideline = guideline;
            this.service = service;
            this.request = request;
        }

        /** The patient as the journal knows it. */
        String patient() {
            String ehr = request.client().name() + " " + request.client().tenant() + " " + request.fhirServer();
            return pseudonyms.of(ehr, request.patientId());
        }

        void gathered() {
            gather = lap("gather");
        }

        void evaluated() {
            evaluate = lap("evaluate");
        }

        void answered(String reason, List<Card> cards) {
            log.info("{} answered {} with {} cards", service.id(), reason, cards.size());
            end(Decision.Outcome.ANSWERED, reason, lap("render"), cards);
        }

        void notEvaluated(List<Card> cards) {
            end(Decision.Outcome.NOT_EVALUATED, "NOT_EVALUATED", lap("render"), cards);
        }

        void dataUnavailable(List<String> unread) {
            gather = lap("gather");
            end(Decision.Outcome.DATA_UNAVAILABLE, "UNREAD " + String.join(" ", unread), 0, List.of());
        }

        void refused(String reason) {
            end(Decision.Outcome.REFUSED, reason, 0, List.of());
        }

        private long lap(String stage) {
            long now = System.nanoTime();
            Duration passed = Duration.ofNanos(now - since);
            since = now;
            meters.timer("spinecds.stage", "stage", stage).record(passed);
            return passed.toMillis();
        }

        private void end(Decision.Outcome outcome, String reason, long render, List<Card> cards) {
            String instance = request.hookInstance();
            keep(new Decision(
                    UUID.randomUUID(),
                    clock.instant(),
                    service.id(),
                    service.hook(),
                    UUID_TEXT.matcher(instance).matches() ? instance : "",
                    request.client().name(),
                    request.client().tenant(),
                    patient(),
                    guideline.version(),
                    guideline.changedSettingsText(),
                    outcome,
                    reason,
                    new Decision.Durations(gather, evaluate, render),
                    cards.stream().map(OneCall::shown).toList()));
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
    }
}
