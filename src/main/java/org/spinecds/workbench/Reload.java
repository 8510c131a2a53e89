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
 * Takes a changed content or mapping into force, once it has been read, checked and tried beside the one in force. What
 * fails reaches no call: the last good one stays, and the report says why.
 */
public final class Reload {

    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final GuidelineSource source;
    private final FhirContext fhir;
    private final Acceptance acceptance;
    private final Judge judge;
    private final Clock clock;
    private final FolderWatch watch;
    private volatile @Nullable ReloadReport last;
    private volatile @Nullable ReloadProgress progress;
    private volatile String refused = "";
    private boolean isLeftOver;

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
        this.last = acceptance.refusedAtStart().orElse(null);
        this.isLeftOver = acceptance.isOtherInTheFolder();
    }

    /** What came of the last change; empty where nothing has changed since the start, or what was refused is in force by now. */
    public Optional<ReloadReport> last() {
        InForce inForce = acceptance.inForce();
        return inForce.how() == InForce.How.OVERRIDDEN && inForce.digest().equals(refused)
                ? Optional.empty()
                : Optional.ofNullable(last);
    }

    /** How far the trial of a change has come; empty where none is being tried. */
    public Optional<ReloadProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Looks whether something has changed, and tries it once it has come to rest. */
    @Scheduled(fixedDelayString = "${spinecds.reload.every}")
    synchronized void look() {
        if (watch.hasChanged() || isLeftOver) {
            isLeftOver = false;
            Instant since = clock.instant();
            progress = new ReloadProgress(since, 0, 0, List.of());
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
                refuse(version, Judgement.refused(List.of(objection.get())));
                return;
            }
            Pace pace = new Pace();
            Judgement judgement = judge.judge(fresh, Optional.of(acceptance.content()), (played, of, findings) -> {
                progress = new ReloadProgress(since, played, of, findings);
                pace.rest();
            });
            Optional<String> tooLate = judgement.passed() ? acceptance.accept(fresh, number) : Optional.empty();
            if (tooLate.isPresent()) {
                refuse(version, Judgement.refused(List.of(tooLate.get())));
            } else if (judgement.passed()) {
                inForce(fresh, judgement.played());
            } else {
                refuse(version, judgement);
            }
        } catch (DataAccessException e) {
            // The change is still there to be taken into force, once the database answers.
            isLeftOver = true;
            refuse(version, Judgement.refused(List.of("The database does not take it: it is tried again.")));
        } catch (RuntimeException e) {
            if (Judge.saysWhatIsWrong(e)) {
                refuse(
                        version,
                        Judgement.refused(String.valueOf(e.getMessage()).lines().toList()));
                return;
            }
            log.error("A changed content could not be tried.", e);
            refuse(
                    version,
                    Judgement.refused(List.of(
                            "The content could not be tried: " + e.getClass().getName())));
        }
    }

    private void inForce(Guideline fresh, int played) {
        log.info("Content {} is in force: {} cases are as expected.", fresh.version(), played);
        last = new ReloadReport(clock.instant(), fresh.version(), true, List.of(), played, 0);
    }

    /** Half of the time is left to the calls that are answered meanwhile. */
    private static final class Pace {

        private long since = System.nanoTime();

        /** As long as the work since the last rest took; an interruption is left for the trial to see. */
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
        last = new ReloadReport(
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
