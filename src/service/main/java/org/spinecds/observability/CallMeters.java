package org.spinecds.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Metrics of calls, and spans if tracing is on: {@code spinecds.call} and its stages {@code spinecds.stage} are timed,
 * {@code spinecds.decisions}, {@code spinecds.cards}, {@code spinecds.cards.unworded}, {@code spinecds.unread} and
 * {@code spinecds.orders.unknown} counted.
 */
public record CallMeters(MeterRegistry meters, ObservationRegistry observations, EhrNames names) {

    private static final String JOURNAL_LOST = "spinecds.journal.lost";
    private static final String SERVICE = "service";
    private static final String EHR = "ehr";
    private static final String OUTCOME = "outcome";
    private static final String REASON = "reason";
    private static final String NOT_EVALUATED = "NOT_EVALUATED";
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    public CallMeters {
        meters.counter(JOURNAL_LOST);
    }

    /** Registers the failure counters at zero: an alert on an increase would miss a failure that creates the series. */
    public void expect(List<String> services) {
        services.forEach(
                service -> names.callers().forEach(ehr -> decisions(service, ehr, NOT_EVALUATED, NOT_EVALUATED)));
    }

    /** Registers at zero the kinds of cards, and their parts, that can fail to render. */
    public void expectUnworded(List<String> parts) {
        parts.forEach(this::unwordedSoFar);
    }

    /** A valid call begins its first stage. */
    public OneCall begin(String service, String ehr) {
        return new OneCall(service, ehr);
    }

    /** Counts the decision of a call, also of an invalid one. */
    public void decided(String service, String ehr, String outcome, String reason) {
        decisions(service, ehr, outcome, reason).increment();
    }

    private Counter decisions(String service, String ehr, String outcome, String reason) {
        return meters.counter("spinecds.decisions", SERVICE, service, EHR, ehr, OUTCOME, outcome, REASON, word(reason));
    }

    /** Counts a card that was shown. */
    public void shown(String service, String ehr, String kind, String indicator) {
        meters.counter("spinecds.cards", SERVICE, service, EHR, ehr, "kind", word(kind), "indicator", indicator)
                .increment();
    }

    /** Counts a card shown in fixed words, or an omitted part of one. */
    public void unworded(String part) {
        unwordedSoFar(part).increment();
    }

    private Counter unwordedSoFar(String part) {
        return meters.counter("spinecds.cards.unworded", "kind", word(part));
    }

    /** Counts data that could not be read, by prefetch key or resource type. */
    public void unread(String ehr, List<String> data) {
        data.forEach(one ->
                meters.counter("spinecds.unread", EHR, ehr, "data", word(one)).increment());
    }

    /** Counts an order without a known code (N-15). */
    public void unknownOrder(String ehr) {
        meters.counter("spinecds.orders.unknown", EHR, ehr).increment();
    }

    /** Counts a decision that the journal could not store. */
    public void journalLost() {
        meters.counter(JOURNAL_LOST).increment();
    }

    /** The content defines reasons, kinds and keys; other text must not create a series. */
    private static String word(String text) {
        return WORD.matcher(text).matches() ? text : EhrNames.OTHER;
    }

    /** The stages of a call, in order. */
    public enum Stage {
        GATHER,
        EVALUATE,
        DECIDE,
        RENDER;

        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One call on its way through the stages. */
    public final class OneCall {

        private final String service;
        private final String ehr;
        private final Observation whole;
        private final Map<Stage, Duration> passed = new EnumMap<>(Stage.class);
        private Stage current = Stage.GATHER;
        private Observation stage;
        private long since = System.nanoTime();

        private OneCall(String service, String ehr) {
            this.service = service;
            this.ehr = ehr;
            this.whole = observation("spinecds.call", service).start();
            this.stage = observed(current);
        }

        /** Ends the previous stage and begins this one. */
        public void enters(Stage next) {
            endStage();
            current = next;
            stage = observed(next);
        }

        /** Ends the call, in any stage. */
        public void ended(String outcome, String reason) {
            endStage();
            whole.lowCardinalityKeyValue(OUTCOME, outcome)
                    .highCardinalityKeyValue(REASON, word(reason))
                    .stop();
            decided(service, ehr, outcome, reason);
        }

        /** The duration of a stage; zero if not reached. */
        public Duration passed(Stage stage) {
            return passed.getOrDefault(stage, Duration.ZERO);
        }

        public String ehr() {
            return ehr;
        }

        private void endStage() {
            long now = System.nanoTime();
            passed.put(current, Duration.ofNanos(now - since));
            since = now;
            stage.stop();
        }

        /** A span becomes a child of the span in scope, so the call's span is in scope only here. */
        private Observation observed(Stage stage) {
            return whole.scoped(() -> observation("spinecds.stage", stage.tag())
                    .lowCardinalityKeyValue("stage", stage.tag())
                    .start());
        }

        private Observation observation(String name, String shownAs) {
            return Observation.createNotStarted(name, observations)
                    .contextualName(shownAs)
                    .lowCardinalityKeyValue(SERVICE, service)
                    .lowCardinalityKeyValue(EHR, ehr);
        }
    }
}
