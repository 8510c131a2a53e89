package org.spinecds.workbench;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.ContentBroken;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;
import org.spinecds.mapping.LocalCodesUnreadable;
import org.spinecds.worksheet.WorksheetBroken;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Takes a changed content or mapping into force, once it has been read, checked and tried beside the one in force. What
 * fails reaches no call: the last good one stays, and the report says why.
 */
public final class Reload {

    private static final Logger log = LoggerFactory.getLogger(Reload.class);
    private static final int READ_BY_PEOPLE = 20;

    private final GuidelineSource source;
    private final FhirContext fhir;
    private final ActiveGuideline active;
    private final Trial trial;
    private final Duration testing;
    private final Clock clock;
    private final FolderWatch watch;
    private volatile @Nullable ReloadReport last;
    private volatile @Nullable ReloadProgress progress;
    private Set<String> failedBefore = Set.of();

    Reload(
            GuidelineSource source,
            FhirContext fhir,
            ActiveGuideline active,
            Trial trial,
            Duration testing,
            Clock clock) {
        this.source = source;
        this.fhir = fhir;
        this.active = active;
        this.trial = trial;
        this.testing = testing;
        this.clock = clock;
        this.watch = FolderWatch.from(source.folders());
    }

    /** What came of the last change; empty where nothing has changed since the start. */
    public Optional<ReloadReport> last() {
        return Optional.ofNullable(last);
    }

    /** How far the trial of a change has come; empty where none is being tried. */
    public Optional<ReloadProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Looks whether something has changed, and tries it once it has come to rest. */
    @Scheduled(fixedDelayString = "${spinecds.reload.every}")
    synchronized void look() {
        if (watch.hasChanged()) {
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
        try {
            Guideline fresh = source.loadAfter(active.current(), fhir);
            version = fresh.version();
            List<String> traps = ContentLint.of(fresh.content()).stream()
                    .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                    .map(Finding::toString)
                    .toList();
            if (!traps.isEmpty()) {
                refuse(version, traps, 0, 0);
                return;
            }
            Path folder = source.content();
            List<WorkedCase> cases = folder == null ? List.of() : thoseThatFailedFirst(WorkedCase.below(folder));
            int all = cases.size() + Trial.examples(fresh).size();
            Pace pace = new Pace();
            Trial.Result result = trial.of(
                    fresh.asWritten(), cases, new Trial.Limits(testing, READ_BY_PEOPLE), (played, failures) -> {
                        progress = new ReloadProgress(since, played, all, inLines(failures));
                        pace.rest();
                    });
            failedBefore = result.failures().stream().map(Trial.Failure::id).collect(Collectors.toSet());
            if (result.passed()) {
                active.activate(fresh);
                log.info("Content {} is in force: {} cases are as expected.", fresh.version(), result.played());
                last = new ReloadReport(clock.instant(), fresh.version(), true, List.of(), result.played(), 0);
            } else {
                refuse(
                        version,
                        findings(result),
                        result.played(),
                        result.failures().size());
            }
        } catch (ContentBroken
                | ContentUnreadable
                | WordingBroken
                | WorksheetBroken
                | LocalCodesUnreadable
                | CaseUnreadable e) {
            refuse(version, String.valueOf(e.getMessage()).lines().toList(), 0, 0);
        } catch (RuntimeException e) {
            log.error("A changed content could not be tried.", e);
            refuse(
                    version,
                    List.of("The content could not be tried: " + e.getClass().getName()),
                    0,
                    0);
        }
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

    /** Whoever mends a change wants to know first whether it is mended. */
    private List<WorkedCase> thoseThatFailedFirst(List<WorkedCase> cases) {
        return cases.stream()
                .sorted(Comparator.comparing(worked -> !failedBefore.contains(worked.id())))
                .toList();
    }

    private static List<String> inLines(List<Trial.Failure> failures) {
        return failures.stream().map(Trial.Failure::inOneLine).toList();
    }

    private void refuse(String version, List<String> findings, int played, int failed) {
        List<String> read = findings.size() > READ_BY_PEOPLE
                ? append(findings.subList(0, READ_BY_PEOPLE), "and " + (findings.size() - READ_BY_PEOPLE) + " more")
                : findings;
        last = new ReloadReport(clock.instant(), version, false, read, played, failed);
        log.error(
                "A changed content was not taken into force, {} stays:\n  {}",
                active.current().version(),
                String.join("\n  ", read));
    }

    private static List<String> append(List<String> list, String line) {
        List<String> longer = new ArrayList<>(list);
        longer.add(line);
        return longer;
    }

    private List<String> findings(Trial.Result result) {
        List<String> findings = new ArrayList<>();
        if (!result.finished()) {
            findings.add(
                    result.failures().size() >= READ_BY_PEOPLE
                            ? "The cases were not played to the end: these are enough. The command test shows all."
                            : "The cases could not all be played in " + testing + " (spinecds.reload.testing).");
        }
        findings.addAll(inLines(result.failures()));
        return findings;
    }
}
