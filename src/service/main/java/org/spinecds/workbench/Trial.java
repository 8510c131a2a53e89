package org.spinecds.workbench;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.GuidelineFile;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.LogicFailed;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the content's examples and worked cases on a guideline. The examples must be answered; only the build compares
 * them word for word.
 */
public record Trial(CaseReader reader, Clock clock) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EXAMPLES = "cds-hooks/examples";

    /**
     * A failing case.
     *
     * @param fault the reason why it could not run; empty if it ran
     */
    public record Failure(String id, List<Difference> differences, String fault) {

        public Failure {
            differences = List.copyOf(differences);
        }

        /** One line: case, place, expected and actual value. */
        String inOneLine() {
            if (!fault.isEmpty()) {
                return id + ": " + fault;
            }
            int more = differences.size() - 1;
            return id + ": " + differences.get(0) + (more == 0 ? "" : " (and " + more + " more)");
        }
    }

    /**
     * The limits of a trial.
     *
     * @param time after which no case starts
     * @param failures after which no case starts
     */
    public record Limits(Duration time, int failures) {

        /** Runs all within the time, with any number of failures. */
        public static Limits of(Duration time) {
            return new Limits(time, Integer.MAX_VALUE);
        }
    }

    /**
     * The result of a trial.
     *
     * @param played cases and examples
     * @param finished whether all of them ran
     */
    public record Result(int played, List<Failure> failures, boolean finished, Duration took) {

        public Result {
            failures = List.copyOf(failures);
        }

        public boolean passed() {
            return finished && failures.isEmpty();
        }
    }

    /**
     * Runs all cases.
     *
     * @param guideline with default settings: choices of a site would count as faults
     * @param progress called after each, with the number of finished cases and the failures so far
     */
    public Result of(
            Guideline guideline, List<WorkedCase> cases, Limits limits, BiConsumer<Integer, List<Failure>> progress) {
        long begin = System.nanoTime();
        List<Failure> failures = new ArrayList<>();
        int played = 0;
        boolean finished = true;
        for (String example : examples(guideline)) {
            failures.addAll(failure(example, () -> {
                answer(guideline, example);
                return List.of();
            }));
            progress.accept(++played, failures);
        }
        for (WorkedCase worked : cases) {
            if (failures.size() >= limits.failures()
                    || System.nanoTime() - begin > limits.time().toNanos()
                    || Thread.currentThread().isInterrupted()) {
                finished = false;
                break;
            }
            failures.addAll(play(guideline, worked));
            progress.accept(++played, failures);
        }
        return new Result(played, failures, finished, Duration.ofNanos(System.nanoTime() - begin));
    }

    /** The calls of the content's examples. */
    public static List<String> examples(Guideline guideline) {
        return guideline.content().list(EXAMPLES, "request.json");
    }

    /**
     * Answers one of the content's examples, with its cards.
     *
     * @throws LogicFailed when the guideline cannot be evaluated
     */
    public void answer(Guideline guideline, String example) {
        answer(guideline, reader.read(guideline, example, guideline.content().text(example)));
    }

    /** Runs one case on a guideline; empty if it passes. */
    public List<Failure> play(Guideline guideline, WorkedCase worked) {
        return failure(worked.id(), () -> {
            PatientCase patient = reader.read(guideline, worked);
            GuidelineFile file = patient.put(guideline, clock).service().guideline();
            Assessment assessment = answer(guideline, patient);
            List<String> shown = assessment.cards().stream()
                    .map(card -> card.kind() + " " + card.indicator())
                    .toList();
            List<Difference> differences =
                    new ArrayList<>(CaseNames.of(guideline.content(), file).unknown(worked.expected()));
            differences.addAll(
                    worked.differences(JSON.valueToTree(guideline.cards().document(assessment)), shown));
            return differences;
        });
    }

    private Assessment answer(Guideline guideline, PatientCase patient) {
        Evaluation evaluation = patient.put(guideline, clock);
        Assessment assessment = evaluation.assess(patient.known(evaluation));
        guideline.cards().render(evaluation.context(assessment, List.of()));
        return assessment;
    }

    private static List<Failure> failure(String id, Supplier<List<Difference>> playing) {
        try {
            List<Difference> differences = playing.get();
            return differences.isEmpty() ? List.of() : List.of(new Failure(id, differences, ""));
        } catch (LogicFailed e) {
            return List.of(new Failure(id, List.of(), e.where()));
        } catch (WordingBroken | CaseUnreadable e) {
            return List.of(new Failure(id, List.of(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // The message may quote the record.
            return List.of(new Failure(id, List.of(), e.getClass().getName()));
        }
    }
}
