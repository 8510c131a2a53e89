package org.spinecds.command;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        /** Both contents give the same assessment, and cards of the same kind and indicator; their words are not compared. */
        SAME,
        /** They do not. */
        CHANGED,
        /** The record is not complete: a line of the patient cannot be used, or the record is too large. */
        NOT_EVALUATED,
        /** The rules of one content could not be evaluated. */
        FAILED,
        /** A patient who is no candidate was to be asked about, but the record is not complete or the rules failed. */
        NOT_VERIFIED,
        /** An order without a day: the record as of its day is not known. */
        UNDATED;

        /** The outcomes that change nothing for a patient. */
        static final Set<Outcome> AS_BEFORE = Set.of(EVALUATED, SAME);
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
     * The rows of a candidate. A patient who is none has none, or one where that could not be verified.
     *
     * @throws CannotRun when a patient who is no candidate has cards
     */
    @Override
    public List<Row> apply(PatientRecord record) {
        if (!record.isCandidate()) {
            return isVerified(record) ? List.of() : List.of(notVerified(record.key()));
        }
        List<Row> rows = new ArrayList<>();
        List<ServiceRequest> orders = orders(record);
        Occasion.undated(orders)
                .forEach(order -> rows.add(new Row(record.key(), order, day, null, null, Outcome.UNDATED)));
        for (Occasion occasion : occasions(orders)) {
            rows.add(
                    record.isComplete()
                            ? answered(record, occasion)
                            : without(record.key(), occasion, Outcome.NOT_EVALUATED));
        }
        return rows;
    }

    /** Whether each content answered on each occasion, without cards. */
    private boolean isVerified(PatientRecord record) {
        if (!record.isComplete()) {
            return false;
        }
        boolean isVerified = true;
        for (Occasion occasion : occasions(orders(record))) {
            PatientCase asked = occasion.asked(record.id(), record.resources());
            isVerified &= hasNoCards(content.answer(occasion, asked));
            isVerified &= against == null || hasNoCards(against.answer(occasion, asked));
        }
        return isVerified;
    }

    private static boolean hasNoCards(ReplayedContent.@Nullable Answer answer) {
        if (answer != null && answer.said().get("cards") instanceof List<?> cards && !cards.isEmpty()) {
            throw new CannotRun(
                    "A patient who is no candidate has cards: the define candidates of the guideline is too narrow.");
        }
        return answer != null;
    }

    /** The row of a patient who is no candidate, but could not be verified to have no cards. */
    Row notVerified(String patient) {
        return without(patient, Occasion.chart(day), Outcome.NOT_VERIFIED);
    }

    /** The row of a patient with a record that could not be put together. */
    Row tooLarge(String patient) {
        return without(patient, Occasion.chart(day), Outcome.NOT_EVALUATED);
    }

    private List<Occasion> occasions(List<ServiceRequest> orders) {
        List<Occasion> dated = Occasion.of(orders);
        return dated.isEmpty() ? List.of(Occasion.chart(day)) : dated;
    }

    /** The orders that would have asked; none where the chart alone is asked about. */
    private List<ServiceRequest> orders(PatientRecord record) {
        if (when == When.ONE_DAY) {
            return List.of();
        }
        return record.resources().stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .filter(this::wouldHaveAsked)
                .toList();
    }

    private boolean wouldHaveAsked(ServiceRequest order) {
        return content.wouldHaveAsked(order) || (against != null && against.wouldHaveAsked(order));
    }

    private static Row without(String patient, Occasion occasion, Outcome outcome) {
        return new Row(patient, occasion.name(), occasion.day(), null, null, outcome);
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
