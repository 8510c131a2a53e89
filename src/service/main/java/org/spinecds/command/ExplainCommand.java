package org.spinecds.command;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.Explanation;
import org.spinecds.workbench.PatientCase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains the value of an expression. */
@Command(
        name = "explain",
        description = "Shows the tree of defines behind an expression, their values, and the resources they came from.",
        exitCodeList = {"0:explained", "2:it could not be explained"})
final class ExplainCommand implements Callable<Integer> {

    private static final int LONGEST = 160;

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Parameters(paramLabel = "<record.json>", description = "the patient, as for evaluate")
    private Path record = Path.of("");

    @Option(
            names = "--expression",
            paramLabel = "<define>",
            description = "a define of the service's library; without it the one that says which cards are shown")
    private @Nullable String expression;

    @Option(names = "--depth", description = "how many defines deep (default: ${DEFAULT-VALUE})", defaultValue = "4")
    private int depth;

    @Option(names = "--date", description = "as of which day, where the file names none; without it today")
    private @Nullable LocalDate date;

    @Override
    public Integer call() {
        Guideline guideline = options.guideline();
        PatientCase patient = ContentOptions.read(guideline, record, null);
        Evaluation evaluation = patient.put(guideline, EvaluateCommand.clock(date));
        String asked = expression == null ? evaluation.service().cards() : expression;
        List<String> defines = guideline.logic().defines(evaluation.service().library());
        if (!defines.contains(asked)) {
            throw new CannotRun("There is no define \"" + asked + "\" in "
                    + evaluation.service().library() + ". It has: " + String.join(", ", defines));
        }
        Explanation explanation = evaluation.explain(asked, depth, patient.known(evaluation));
        if (options.isJson()) {
            options.print(explanation);
        } else {
            print(explanation, "", new HashSet<>());
        }
        return 0;
    }

    private void print(Explanation explanation, String indent, Set<String> shown) {
        String name = explanation.library() + "." + explanation.name();
        boolean isNew = shown.add(name);
        options.say(indent + Table.coloured("bold", explanation.name()) + " = "
                + (explanation.evaluated() ? shortened(explanation.value()) : "not asked")
                + (isNew ? "" : "  (above)"));
        if (!isNew) {
            return;
        }
        options.say(indent + "    " + "cql/input/cql/" + explanation.library() + ".cql:" + explanation.line()
                + (explanation.resources().isEmpty()
                        ? ""
                        : "  from " + shortened(String.join(", ", explanation.resources()))));
        explanation.because().forEach(reason -> print(reason, indent + "  ", shown));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
