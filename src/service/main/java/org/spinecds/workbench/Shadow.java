package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.decision.Assessment;
import org.spinecds.fhir.FhirJson;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.ContentBroken;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Evaluates calls with a candidate after the active guideline has answered. Its cards are never shown. A different
 * answer is counted and listed without patient data: pseudonym of the journal, kinds of cards, and names of the
 * differing members of the assessment.
 */
public final class Shadow implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Shadow.class);
    private static final String METER = "spinecds.candidate";
    private static final int WAITING = 50;
    private static final int LISTED = 200;

    private final Optional<GuidelineSource> source;
    private final FhirContext fhir;
    private final ActiveGuideline active;
    private final MeterRegistry meters;
    private final Clock clock;
    private final FolderWatch watch;
    private final ThreadPoolExecutor worker =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread thread = new Thread(task, "candidate");
                thread.setDaemon(true);
                return thread;
            });
    private final Deque<Otherwise> listed = new ArrayDeque<>();
    private volatile @Nullable Guideline candidate;
    private volatile String fault = "";

    Shadow(
            Optional<GuidelineSource> source,
            FhirContext fhir,
            ActiveGuideline active,
            MeterRegistry meters,
            Clock clock) {
        this.source = source;
        this.fhir = fhir;
        this.active = active;
        this.meters = meters;
        this.clock = clock;
        this.watch =
                FolderWatch.fromNothing(source.map(GuidelineSource::folders).orElse(List.of()));
        List.of("same", "different", "failed", "skipped").forEach(outcome -> meters.counter(METER, "outcome", outcome));
    }

    /**
     * A call with a different answer of the candidate.
     *
     * @param patient the pseudonym of the journal
     * @param shown the shown cards, as kind and indicator
     * @param instead the cards of the candidate
     * @param words kinds of cards that both show with different words
     * @param members the differing members of the assessment, by name
     */
    public record Otherwise(
            Instant at,
            String service,
            String patient,
            List<String> shown,
            List<String> instead,
            List<String> words,
            List<String> members) {

        public Otherwise {
            shown = List.copyOf(shown);
            instead = List.copyOf(instead);
            words = List.copyOf(words);
            members = List.copyOf(members);
        }

        boolean isTheSame() {
            return shown.equals(instead) && words.isEmpty() && members.isEmpty();
        }
    }

    /**
     * The comparison of the candidate with the active guideline.
     *
     * @param version empty if it cannot be used
     * @param fault the reason why it cannot be used; empty if it can
     * @param skipped calls beyond the candidate's capacity
     * @param differences the last ones, newest first
     */
    public record CandidateReport(
            String version,
            String fault,
            long same,
            long different,
            long failed,
            long skipped,
            List<Otherwise> differences) {

        public CandidateReport {
            differences = List.copyOf(differences);
        }
    }

    /** The answer to compare with the candidate. */
    public record Answered(Evaluation evaluation, List<Resource> record, Assessment assessment, List<Card> cards) {

        public Answered {
            record = List.copyOf(record);
            cards = List.copyOf(cards);
        }

        @Override
        public String toString() {
            return "Answered[" + evaluation.service().id() + "]";
        }
    }

    /** Evaluates the same call with the candidate later; does nothing without a candidate. */
    public void compare(Answered answered, String patient) {
        Guideline other = candidate;
        if (other == null) {
            return;
        }
        try {
            worker.execute(() -> compare(other, answered, patient));
        } catch (RejectedExecutionException e) {
            // Calls come faster than the candidate evaluates; it must not delay them.
            count("skipped");
        }
    }

    /** The report of the candidate; empty if none is configured. */
    public Optional<CandidateReport> report() {
        if (source.isEmpty()) {
            return Optional.empty();
        }
        Guideline other = candidate;
        synchronized (listed) {
            return Optional.of(new CandidateReport(
                    other == null ? "" : other.version(),
                    fault,
                    counted("same"),
                    counted("different"),
                    counted("failed"),
                    counted("skipped"),
                    List.copyOf(listed)));
        }
    }

    /** Checks for a new or changed candidate. */
    @Scheduled(fixedDelayString = "${spinecds.reload.every}")
    synchronized void look() {
        if (source.isPresent() && watch.hasChanged()) {
            try {
                Guideline fresh = source.get().loadAfter(active.current(), fhir);
                candidate = fresh;
                fault = "";
                log.info("The candidate {} evaluates every call, unseen.", fresh.version());
            } catch (ContentBroken | ContentUnreadable | WordingBroken e) {
                candidate = null;
                fault = String.valueOf(e.getMessage());
                log.error("The candidate cannot be used: {}", fault);
            }
        }
    }

    private void compare(Guideline other, Answered answered, String patient) {
        try {
            Otherwise otherwise = otherwise(other, answered, patient);
            count(otherwise.isTheSame() ? "same" : "different");
            if (!otherwise.isTheSame()) {
                synchronized (listed) {
                    listed.addFirst(otherwise);
                    while (listed.size() > LISTED) {
                        listed.removeLast();
                    }
                }
            }
        } catch (RuntimeException e) {
            // The message may quote the record.
            log.error(
                    "The candidate could not evaluate a call: {}", e.getClass().getName());
            count("failed");
        }
    }

    private Otherwise otherwise(Guideline other, Answered answered, String patient) {
        Evaluation inForce = answered.evaluation();
        ServiceDefinition service =
                other.services().service(inForce.service().id()).orElse(inForce.service());
        Evaluation evaluation = new Evaluation(other, service, inForce.request(), clock);
        Assessment assessment = evaluation.assess(evaluation.known(whole(answered.record())));
        List<Card> cards = other.cards().render(evaluation.context(assessment, List.of()));
        return new Otherwise(
                clock.instant(),
                service.id(),
                patient,
                kinds(answered.cards()),
                kinds(cards),
                otherWords(answered.cards(), cards),
                otherMembers(
                        inForce.guideline().cards().document(answered.assessment()),
                        other.cards().document(assessment)));
    }

    /** The candidate's rules may read resources that the active rules ignore. */
    private List<Resource> whole(List<Resource> record) {
        FhirJson json = new FhirJson(fhir);
        return record.stream().map(json::whole).toList();
    }

    /** The cards as kind and indicator. */
    static List<String> kinds(List<Card> cards) {
        return cards.stream().map(card -> card.kind() + " " + card.indicator()).toList();
    }

    private static List<String> otherWords(List<Card> shown, List<Card> instead) {
        Map<String, String> words = new HashMap<>();
        shown.forEach(card -> words.put(card.kind(), card.summary() + card.detail()));
        return instead.stream()
                .filter(card -> !words.getOrDefault(card.kind(), card.summary() + card.detail())
                        .equals(card.summary() + card.detail()))
                .map(Card::kind)
                .toList();
    }

    private static List<String> otherMembers(Map<String, Object> shown, Map<String, Object> instead) {
        return Stream.concat(shown.keySet().stream(), instead.keySet().stream())
                .filter(member -> !String.valueOf(shown.get(member)).equals(String.valueOf(instead.get(member))))
                .distinct()
                .sorted()
                .toList();
    }

    private void count(String outcome) {
        meters.counter(METER, "outcome", outcome).increment();
    }

    private long counted(String outcome) {
        return (long) meters.counter(METER, "outcome", outcome).count();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
