package org.spinecds.command;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.replay.PatientRecord;
import org.spinecds.workbench.PatientCase;

/** The question of a replay about one record: the answers of one content, or of two, on each occasion. */
final class ReplayQuestion implements Function<PatientRecord, List<ReplayQuestion.Row>> {

    private final ReplayedContent content;
    private final @Nullable ReplayedContent against;
    private final When when;
    private final LocalDate day;

    /**
     * @param against the content to compare with; null means none
     * @param day of the export, or the one day that is asked of
     */
    ReplayQuestion(ReplayedContent content, @Nullable ReplayedContent against, When when, LocalDate day) {
        this.content = content;
        this.against = against;
        this.when = when;
        this.day = day;
    }

    /** The days of the occasions. */
    enum When {
        /** Each order as of its day; the chart of a patient without one as of the day. */
        ORDERS,
        /** The chart as of the day alone. */
        ONE_DAY
    }

    /** The end of an occasion. */
    enum Outcome {
        /** One content was asked, and answered. */
        EVALUATED,
        /** Both contents give the same assessment and cards. */
        SAME,
        /** They do not. */
        CHANGED,
        /** The record is not complete: a line of the patient cannot be used, or the record is too large. */
        NOT_EVALUATED,
        /** The rules of one content could not be evaluated. */
        FAILED
    }

    /**
     * One patient and occasion.
     *
     * @param a the answer of the content; null where there is none
     * @param b the answer of the content to compare with; null where there is none
     */
    record Row(
            String patient,
            String occasion,
            LocalDate day,
            @Nullable Map<String, Object> a,
            @Nullable Map<String, Object> b,
            Outcome outcome) {

        /** Its line in the results. */
        Map<String, @Nullable Object> line() {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("patient", patient);
            line.put("occasion", occasion);
            line.put("day", day.toString());
            line.put("a", a);
            line.put("b", b);
            line.put("outcome", outcome.name());
            return line;
        }

        /** Its day and outcome only: the rest belongs to a patient. */
        @Override
        public String toString() {
            return "Row[" + day + ", " + outcome + "]";
        }
    }

    /**
     * The rows of a candidate. A patient who is none has none.
     *
     * @throws CannotRun when a patient who is no candidate has cards
     */
    @Override
    public List<Row> apply(PatientRecord record) {
        if (!record.isCandidate()) {
            verify(record);
            return List.of();
        }
        List<Row> rows = new ArrayList<>();
        for (Occasion occasion : occasions(record)) {
            rows.add(record.isComplete() ? answered(record, occasion) : notEvaluated(record.key(), occasion));
        }
        return rows;
    }

    private void verify(PatientRecord record) {
        for (Occasion occasion : occasions(record)) {
            PatientCase asked = occasion.asked(record.id(), record.resources());
            if (hasCards(content.answer(occasion, asked))
                    || (against != null && hasCards(against.answer(occasion, asked)))) {
                throw new CannotRun(
                        "A patient who is no candidate has cards: the define candidates of the guideline is too narrow.");
            }
        }
    }

    private static boolean hasCards(ReplayedContent.@Nullable Answer answer) {
        return answer != null && answer.said().get("cards") instanceof List<?> cards && !cards.isEmpty();
    }

    /** The row of a patient with a record that could not be put together. */
    Row tooLarge(String patient) {
        return notEvaluated(patient, Occasion.chart(day));
    }

    private List<Occasion> occasions(PatientRecord record) {
        if (when == When.ONE_DAY) {
            return List.of(Occasion.chart(day));
        }
        List<Occasion> orders = Occasion.of(record.resources().stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .filter(this::wouldHaveAsked)
                .toList());
        return orders.isEmpty() ? List.of(Occasion.chart(day)) : orders;
    }

    private boolean wouldHaveAsked(ServiceRequest order) {
        return content.wouldHaveAsked(order) || (against != null && against.wouldHaveAsked(order));
    }

    private static Row notEvaluated(String patient, Occasion occasion) {
        return new Row(patient, occasion.name(), occasion.day(), null, null, Outcome.NOT_EVALUATED);
    }

    private Row answered(PatientRecord record, Occasion occasion) {
        PatientCase asked = occasion.asked(record.id(), record.resources());
        ReplayedContent.Answer a = content.answer(occasion, asked);
        ReplayedContent.Answer b = against == null ? null : against.answer(occasion, asked);
        return new Row(
                record.key(),
                occasion.name(),
                occasion.day(),
                a == null ? null : a.said(),
                b == null ? null : b.said(),
                outcome(a, b));
    }

    private Outcome outcome(ReplayedContent.@Nullable Answer a, ReplayedContent.@Nullable Answer b) {
        if (a == null || (against != null && b == null)) {
            return Outcome.FAILED;
        }
        if (b == null) {
            return Outcome.EVALUATED;
        }
        return a.equals(b) ? Outcome.SAME : Outcome.CHANGED;
    }
}
