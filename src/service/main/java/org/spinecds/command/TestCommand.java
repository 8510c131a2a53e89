package org.spinecds.command;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.Coverage;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.Trial;
import org.spinecds.workbench.WorkedCase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the worked cases and reports differences from the expectation. */
@Command(
        name = "test",
        description = "Plays the worked cases below cql/input/tests and shows what is otherwise than expected.",
        exitCodeList = {
            "0:all as expected, and the floor is kept",
            "1:a case is otherwise, or the coverage lies below the floor",
            "2:they could not be played"
        })
final class TestCommand implements Callable<Integer> {

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Option(names = "--filter", paramLabel = "<regex>", description = "only cases whose id or title matches")
    private @Nullable Pattern filter;

    @Option(names = "--coverage", description = "say which defines and branches no case goes through")
    private boolean coverage;

    @Option(
            names = "--floor",
            paramLabel = "<percent>",
            description = "the least share of defines, and of branches, that the cases must go through")
    private double floor;

    /** The JSON form of the coverage. */
    private record Covered(double defines, double branches, List<Coverage.Define> gaps) {}

    /** The JSON form of a test. */
    private record Answer(String version, int played, List<Trial.Failure> failures, @Nullable Covered coverage) {}

    @Override
    public Integer call() {
        List<WorkedCase> cases = WorkedCase.of(options.content().cases()).stream()
                .filter(this::isWanted)
                .toList();
        if (cases.isEmpty()) {
            throw new CannotRun("The content has no such case below cql/input/tests.");
        }
        Guideline guideline = options.guideline();
        Coverage covered = coverage || floor > 0 ? guideline.logic().newCoverage() : null;
        Guideline tried = covered == null ? guideline : guideline.asWritten(covered);
        Trial trial = new Trial(new CaseReader(R4.context()), Clock.systemUTC());
        List<Trial.Failure> failures = new ArrayList<>();
        try (Progress progress = Progress.of(options.err(), "Playing the cases", cases.size())) {
            for (WorkedCase worked : cases) {
                failures.addAll(trial.play(tried, worked));
                progress.one();
            }
        }
        boolean isBelow = covered != null && (covered.ofDefines() < floor || covered.ofBranches() < floor);
        if (options.isJson()) {
            options.print(
                    new Answer(guideline.version(), cases.size(), failures, covered == null ? null : json(covered)));
        } else {
            failures.forEach(this::print);
            if (covered != null) {
                print(covered, isBelow);
            }
            String summary = cases.size() + " cases, " + failures.size() + " otherwise than expected";
            options.say(Table.coloured(failures.isEmpty() ? "green" : "red", summary));
        }
        return failures.isEmpty() && !isBelow ? 0 : 1;
    }

    private boolean isWanted(WorkedCase worked) {
        return filter == null
                || filter.matcher(worked.id()).find()
                || filter.matcher(worked.play().path("title").asString("")).find();
    }

    private void print(Trial.Failure failure) {
        options.out().println(Table.coloured("bold", failure.id()));
        if (!failure.fault().isEmpty()) {
            options.out().println("    " + failure.fault());
            return;
        }
        new Table("where", "expected", "got")
                .with(failure.differences())
                .lines()
                .forEach(options.out()::println);
    }

    private static List<Coverage.Define> gaps(Coverage covered) {
        return covered.defines().stream()
                .filter(define -> !define.evaluated() || define.taken() < define.branches())
                .toList();
    }

    private static Covered json(Coverage covered) {
        return new Covered(covered.ofDefines(), covered.ofBranches(), gaps(covered));
    }

    private void print(Coverage covered, boolean isBelow) {
        gaps(covered)
                .forEach(define -> options.say("cql/input/cql/" + define.library() + ".cql:"
                        + (define.evaluated() ? define.untakenLines().get(0) : define.line()) + ": "
                        + (define.evaluated()
                                ? (define.branches() - define.taken()) + " of " + define.branches()
                                        + " branches are not taken in "
                                : "no case evaluates ")
                        + define.name()));
        options.say(Table.coloured(
                isBelow ? "red" : "green",
                "Coverage: %.1f %% of defines, %.1f %% of branches%s"
                        .formatted(
                                covered.ofDefines(),
                                covered.ofBranches(),
                                floor > 0 ? "; the floor is " + floor + " %" : "")));
    }
}
