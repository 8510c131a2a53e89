package org.spinecds.workbench;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.CaseFiles;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.ContentBroken;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;

/**
 * Decides whether a content may become active: checks it, compares its cases with those of the active one, and runs
 * them.
 */
final class Judge {

    private static final int READ_BY_PEOPLE = 20;
    private static final String REMOVED = "cql/cases-removed.csv";

    private final AcceptedContents contents;
    private final Trial trial;
    private final Duration testing;
    private final String build;
    private Set<String> failedBefore = Set.of();

    /**
     * Creates a judge.
     *
     * @param testing the longest time for the cases
     * @param build with the engine that runs them
     */
    Judge(AcceptedContents contents, Trial trial, Duration testing, String build) {
        this.contents = contents;
        this.trial = trial;
        this.testing = testing;
        this.build = build;
    }

    String build() {
        return build;
    }

    /** Receives the number of finished cases, the total, and the failures so far. */
    interface Progress {

        void played(int played, int of, List<String> findings);
    }

    /** Whether an exception describes a fault of a content, in a sentence for its authors. */
    static boolean saysWhatIsWrong(RuntimeException fault) {
        return fault instanceof ContentBroken
                || fault instanceof ContentUnreadable
                || fault instanceof WordingBroken
                || fault instanceof CaseUnreadable;
    }

    /** The result known without running a case: for the build's own content, and for content tested before. */
    Optional<Judgement> known(Guideline fresh) {
        return fresh.content().isOfTheBuild()
                ? Optional.of(Judgement.passed(0))
                : contents.judgement(fresh.digest(), build);
    }

    /**
     * Judges a content. The result of a completed test is stored, and so is a content that may be overridden.
     *
     * @param before the active content; its cases must be kept; empty without one
     * @throws CaseUnreadable when the file of a case is invalid
     */
    synchronized Judgement judge(Guideline fresh, Optional<Content> before, Progress progress) {
        List<String> traps = Stream.concat(ContentLint.of(fresh.content()).stream(), fresh.misnamed().stream())
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(Finding::toString)
                .toList();
        if (!traps.isEmpty()) {
            return Judgement.refused(traps);
        }
        if (fresh.content().isOfTheBuild()) {
            return Judgement.passed(0);
        }
        List<WorkedCase> cases = WorkedCase.of(fresh.content().cases());
        List<String> lost = lost(fresh.content(), cases, before);
        if (!lost.isEmpty()) {
            return Judgement.refused(lost);
        }
        return contents.judgement(fresh.digest(), build).orElseGet(() -> play(fresh, cases, progress));
    }

    private Judgement play(Guideline fresh, List<WorkedCase> cases, Progress progress) {
        int all = cases.size() + Trial.examples(fresh).size();
        Trial.Result result = trial.of(
                fresh.asWritten(),
                thoseThatFailedFirst(cases),
                new Trial.Limits(testing, READ_BY_PEOPLE),
                (played, failures) -> progress.played(played, all, inLines(failures)));
        failedBefore = result.failures().stream().map(Trial.Failure::id).collect(Collectors.toSet());
        if (result.passed()) {
            return contents.remember(fresh.digest(), fresh.version(), build, Judgement.passed(result.played()));
        }
        Set<String> ids = cases.stream().map(WorkedCase::id).collect(Collectors.toSet());
        boolean onlyCases = result.finished()
                && result.failures().stream()
                        .allMatch(failure -> failure.fault().isEmpty() && ids.contains(failure.id()));
        Judgement refused = new Judgement(
                false,
                onlyCases,
                result.played(),
                result.failures().stream().map(Trial.Failure::id).toList(),
                findings(result));
        boolean isTheLastWord = result.finished() || result.failures().size() >= READ_BY_PEOPLE;
        if (onlyCases) {
            contents.keep(fresh);
        }
        return isTheLastWord ? contents.remember(fresh.digest(), fresh.version(), build, refused) : refused;
    }

    /** An author who corrects a change first needs the cases that failed. */
    private List<WorkedCase> thoseThatFailedFirst(List<WorkedCase> cases) {
        return cases.stream()
                .sorted(Comparator.comparing(worked -> !failedBefore.contains(worked.id())))
                .toList();
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

    private static List<String> inLines(List<Trial.Failure> failures) {
        return failures.stream().map(Trial.Failure::inOneLine).toList();
    }

    /** The cases that would be lost without a reason. */
    private static List<String> lost(Content fresh, List<WorkedCase> cases, Optional<Content> before) {
        if (cases.isEmpty()) {
            return List.of(
                    "The content has no worked cases below cql/input/tests, so that nothing shows what it answers.");
        }
        CaseFiles inForce = before.map(Content::cases).orElse(fresh.cases());
        if (inForce.isSameAs(fresh.cases())) {
            return List.of();
        }
        Set<String> missing = new TreeSet<>(ids(WorkedCase.of(inForce)));
        missing.removeAll(ids(cases));
        if (!missing.isEmpty()) {
            missing.removeAll(removedWithAReason(fresh));
        }
        return missing.stream()
                .map(id -> "The case " + id + " of the content in force is missing, and " + REMOVED
                        + " gives no reason for it.")
                .toList();
    }

    private static Set<String> ids(List<WorkedCase> cases) {
        return cases.stream().map(WorkedCase::id).collect(Collectors.toSet());
    }

    private static Set<String> removedWithAReason(Content content) {
        if (!content.texts().containsKey(REMOVED)) {
            return Set.of();
        }
        Set<String> ids = new TreeSet<>();
        try (var parsed = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setTrim(true)
                .get()
                .parse(new StringReader(content.text(REMOVED)))) {
            for (CSVRecord row : parsed) {
                if (row.isSet("case")
                        && row.isSet("reason")
                        && !row.get("reason").isBlank()) {
                    ids.add(row.get("case"));
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new ContentUnreadable(REMOVED + " is no CSV with the columns case and reason: " + e.getMessage());
        }
        return ids;
    }
}
