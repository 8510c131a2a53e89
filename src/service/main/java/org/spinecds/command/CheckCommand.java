package org.spinecds.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.WordingBroken;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.ContentBroken;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Translates the content and finds faults that no translator reports. */
@Command(
        name = "check",
        description =
                "Translates the CQL, checks names, versions, value sets, services and words, and looks for traps.",
        exitCodeList = {"0:no error", "1:at least one error", "2:it could not be checked"})
final class CheckCommand implements Callable<Integer> {

    private static final Pattern PLACED =
            Pattern.compile("(?s)(\\S+\\.\\w+)(?::(\\d+))?(?::(\\d+))?: (error|warning): (.*)");

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Option(names = "--strict", description = "warnings are errors")
    private boolean strict;

    /** The JSON form of a check. */
    private record Answer(String version, long errors, long warnings, List<Finding> findings) {}

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(ContentLint.of(options.content()));
        String version = "";
        try {
            Guideline guideline = options.guideline();
            version = guideline.version();
            findings.addAll(guideline.misnamed());
            guideline.logic().knowledge().warnings().forEach(line -> findings.add(finding(line)));
        } catch (ContentBroken | ContentUnreadable | WordingBroken e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> findings.add(finding(line)));
        }
        long errors = findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .count();
        long warnings = findings.size() - errors;
        if (options.isJson()) {
            options.print(new Answer(version, errors, warnings, findings));
        } else {
            findings.forEach(finding -> options.say(Table.coloured(
                    finding.severity() == Finding.Severity.ERROR ? "red" : "yellow", finding.toString())));
            options.say(
                    findings.isEmpty()
                            ? "Nothing to mend. Version " + version
                            : errors + " errors, " + warnings + " warnings");
        }
        return errors > 0 || (strict && warnings > 0) ? 1 : 0;
    }

    private static Finding finding(String line) {
        Matcher placed = PLACED.matcher(line);
        return placed.matches()
                ? new Finding(
                        placed.group(1),
                        number(placed.group(2)),
                        number(placed.group(3)),
                        placed.group(4).equals("error") ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                        placed.group(5))
                : Finding.error("content", line);
    }

    private static int number(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }
}
