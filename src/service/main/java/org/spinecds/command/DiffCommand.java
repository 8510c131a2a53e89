package org.spinecds.command;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Guideline;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.Comparison;
import org.spinecds.workbench.PatientCase;
import org.spinecds.workbench.WorkedCase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the patients with other answers under new content. */
@Command(
        name = "diff",
        description = "Says what would change for whom if the new content took the place of the old one.",
        exitCodeList = {"0:nothing changes for anyone", "1:something changes", "2:they could not be compared"})
final class DiffCommand implements Callable<Integer> {

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Parameters(index = "0", paramLabel = "<old>", description = "a folder of content, or \"jar\"")
    private String before = "";

    @Parameters(index = "1", paramLabel = "<new>", description = "a folder of content, or \"jar\"")
    private String after = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "<record.json>",
            description = "patients, as for evaluate; without any, the worked cases of the new content, or of the old")
    private List<Path> records = List.of();

    @Option(names = "--date", description = "as of which day, where a file names none; without it today")
    private @Nullable LocalDate date;

    /** The JSON form of a comparison. */
    private record Answer(String before, String after, int compared, List<Comparison> changed) {}

    @Override
    public Integer call() {
        Path oldFolder = folder(before);
        Path newFolder = folder(after);
        Guideline old = options.guideline(oldFolder);
        Guideline fresh = options.guideline(newFolder);
        List<PatientCase> patients = patients(old, newFolder == null ? oldFolder : newFolder);
        Clock clock = EvaluateCommand.clock(date);
        List<Comparison> changed = new ArrayList<>();
        try (Progress progress = Progress.of(options.err(), "Comparing", patients.size())) {
            for (PatientCase patient : patients) {
                Comparison comparison = Comparison.of(patient, old, fresh, clock);
                if (!comparison.isTheSame()) {
                    changed.add(comparison);
                }
                progress.one();
            }
        }
        if (options.isJson()) {
            options.print(new Answer(old.version(), fresh.version(), patients.size(), changed));
        } else {
            changed.forEach(this::print);
            options.say(Table.coloured(
                    changed.isEmpty() ? "green" : "yellow",
                    patients.size() + " patients, something changes for " + changed.size()));
        }
        return changed.isEmpty() ? 0 : 1;
    }

    private static @Nullable Path folder(String name) {
        return name.equals(ContentOptions.JAR) ? null : Path.of(name);
    }

    private List<PatientCase> patients(Guideline old, @Nullable Path folder) {
        if (!records.isEmpty()) {
            return records.stream()
                    .map(file -> ContentOptions.read(old, file, null))
                    .toList();
        }
        List<WorkedCase> cases = folder == null ? List.of() : WorkedCase.below(folder);
        if (cases.isEmpty()) {
            throw new CannotRun("There are no cases to compare: name the records of patients.");
        }
        CaseReader reader = new CaseReader(R4.context());
        return cases.stream().map(worked -> reader.read(old, worked)).toList();
    }

    private void print(Comparison comparison) {
        options.out().println(Table.coloured("bold", comparison.name()));
        new Table("where", "old", "new").with(comparison.differences()).lines().forEach(options.out()::println);
    }
}
