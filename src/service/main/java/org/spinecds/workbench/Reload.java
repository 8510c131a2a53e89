package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Activates a changed content or mapping after it was read, checked and tested beside the active one. A failing change
 * reaches no call: the last good one stays, and the report gives the reason.
 */
public final class Reload {

    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final GuidelineSource source;
    private final FhirContext fhir;
    private final Acceptance acceptance;
    private final Judge judge;
    private final Clock clock;
    private final FolderWatch watch;
    private volatile @Nullable Report last;
    private volatile @Nullable Progress progress;
    private volatile String refused = "";
    private boolean isLeftOver;

    /**
     * The result of the last change of the content or the mapping.
     *
     * @param version of the content; empty if unreadable
     * @param inForce whether it became active; otherwise the previous content stays
     * @param findings the reasons if not, up to a readable number
     * @param played number of cases and examples run
     * @param failed number of failures
     */
    public record Report(Instant at, String version, boolean inForce, List<String> findings, int played, int failed) {

        public Report {
            findings = List.copyOf(findings);
        }
    }

    /**
     * The progress of the test of a changed content.
     *
     * @param since time of the change
     * @param played cases and examples so far
     * @param of the total; 0 while the content is being translated and checked
     * @param findings the failing cases so far
     */
    public record Progress(Instant since, int played, int of, List<String> findings) {

        public Progress {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Looks at the folders of a source.
     *
     * @param watch that began before the content was read, so that no change in between is lost
     */
    Reload(
            GuidelineSource source,
            FhirContext fhir,
            FolderWatch watch,
            Acceptance acceptance,
            Judge judge,
            Clock clock) {
        this.source = source;
        this.fhir = fhir;
        this.acceptance = acceptance;
        this.judge = judge;
        this.clock = clock;
        this.watch = watch;
        this.last = acceptance.begin().refused().orElse(null);
        this.isLeftOver = acceptance.begin().isOtherConfigured();
    }

    /**
     * The result of the last change; empty if nothing has changed since the start, or if the refused content is active
     * by now.
     */
    public Optional<Report> last() {
        InForce inForce = acceptance.inForce();
        return inForce.how() == InForce.How.OVERRIDDEN && inForce.digest().equals(refused)
                ? Optional.empty()
                : Optional.ofNullable(last);
    }

    /** The progress of the running test; empty without one. */
    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Checks for a change, and tests it once the files stop changing. */
    @Scheduled(fixedDelayString = "${spinecds.reload.every}")
    synchronized void look() {
        if (watch.hasChanged() || isLeftOver) {
            isLeftOver = false;
            Instant since = clock.instant();
            progress = new Progress(since, 0, 0, List.of());
            try {
                tryOut(since);
            } finally {
                progress = null;
            }
        }
    }

    private void tryOut(Instant since) {
        String version = "";
        refused = "";
        try {
            Guideline fresh = source.loadAfter(acceptance.active().current(), fhir);
            version = fresh.version();
            refused = fresh.digest();
            if (acceptance.isInForce(fresh)) {
                inForce(fresh, 0);
                return;
            }
            long number = acceptance.number();
            Optional<String> objection = acceptance.objection(fresh, number);
            if (objection.isPresent()) {
                refuse(version, List.of(objection.get()));
                return;
            }
            Pace pace = new Pace();
            Judgement judgement =
                    judge.judge(fresh, Optional.of(acceptance.active().current().content()), (played, of, findings) -> {
                        progress = new Progress(since, played, of, findings);
                        pace.rest();
                    });
            Optional<String> tooLate = judgement.passed() ? acceptance.accept(fresh, number) : Optional.empty();
            if (tooLate.isPresent()) {
                refuse(version, List.of(tooLate.get()));
            } else if (judgement.passed()) {
                inForce(fresh, judgement.played());
            } else {
                refuse(version, judgement);
            }
        } catch (DataAccessException e) {
            // The change is retried once the database answers.
            isLeftOver = true;
            refuse(version, List.of("The database does not take it: it is tried again."));
        } catch (RuntimeException e) {
            if (Judge.saysWhatIsWrong(e)) {
                refuse(version, String.valueOf(e.getMessage()).lines().toList());
                return;
            }
            log.error("A changed content could not be tried.", e);
            refuse(
                    version,
                    List.of("The content could not be tried: " + e.getClass().getName()));
        }
    }

    private void refuse(String version, List<String> findings) {
        refuse(version, Judgement.refused(findings));
    }

    private void inForce(Guideline fresh, int played) {
        log.info("Content {} is in force: {} cases are as expected.", fresh.version(), played);
        last = new Report(clock.instant(), fresh.version(), true, List.of(), played, 0);
    }

    /** Leaves half of the time to running calls. */
    private static final class Pace {

        private long since = System.nanoTime();

        /** Pauses for as long as the work since the last pause took; the test handles an interruption. */
        void rest() {
            try {
                TimeUnit.NANOSECONDS.sleep(System.nanoTime() - since);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            since = System.nanoTime();
        }
    }

    private void refuse(String version, Judgement judgement) {
        last = new Report(
                clock.instant(),
                version,
                false,
                judgement.findings(),
                judgement.played(),
                judgement.failing().size());
        log.error(
                "A changed content was not taken into force, {} stays:\n  {}",
                acceptance.inForce().version(),
                String.join("\n  ", judgement.findings()));
    }
}
