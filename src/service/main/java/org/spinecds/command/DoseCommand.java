package org.spinecds.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.DoseQuestion;
import org.spinecds.dose.DoseQuestion.Regions;
import org.spinecds.dose.DoseReading;
import org.spinecds.dose.DoseReport;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.organdose.DoseContent;
import org.spinecds.organdose.DoseLines;
import org.spinecds.organdose.DoseObservations;
import org.spinecds.organdose.DoseRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the dose of the thecal sac from DICOM RT files. */
@Command(
        name = "dose",
        description = "Reads the dose of the thecal sac, whole and by vertebral level, from a folder of DICOM RT"
                + " files: RTDOSE, RTSTRUCT, RTPLAN, treatment records and REG. A number or a reason, and a mark where a"
                + " number may be too low.",
        exitCodeList = {"0:at least one number", "1:reasons only", "2:it could not be read"})
final class DoseCommand implements Callable<Integer> {

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Option(names = "--files", required = true, paramLabel = "<folder>", description = "the folder with the files")
    private Path files = Path.of("");

    @Option(
            names = "--all-structures",
            description = "every other contoured region too, as a whole; vertebral levels are for organs of the list")
    private boolean allStructures;

    @Option(
            names = "--observations",
            paramLabel = "<file>",
            description = "write FHIR R4 Observations of the profile organ-at-risk-dose, one a line, not yet final")
    private @Nullable Path observations;

    @Option(
            names = "--patient",
            paramLabel = "<reference>",
            description = "the patient of the Observations, such as Patient/123; without it PatientID as an identifier")
    private @Nullable String patient;

    @Option(
            names = "--course",
            paramLabel = "<reference>",
            description = "the course of the Observations, such as Procedure/123, where the folder holds one plan; else"
                    + " UID=reference for each plan. Without it no rule can tell the course of a dose")
    private List<String> courses = List.of();

    @Option(names = "--picture", paramLabel = "<file>", description = "draw the dose along the spine, as SVG")
    private @Nullable Path picture;

    @Option(
            names = "--compare",
            paramLabel = "<table>",
            description = "numbers of the planning system (CSV: roi, level, d003ccGy, d01ccGy, dmaxGy, volumeCc) beside"
                    + " ours, with the acceptance of cql/dose.json; with --json these comparisons are the answer")
    private @Nullable Path compare;

    @Override
    public Integer call() {
        if (!Files.isDirectory(files)) {
            throw new CannotRun(files + " is no folder.");
        }
        List<PlanningFigures> figures = compare == null ? List.of() : PlanningFigures.read(compare);
        DoseRules rules = Progress.during(
                options.err(), "Translating the content", () -> DoseRules.of(options.content(), Clock.systemUTC()));
        DoseContent content = DoseContent.of(options.content());
        DoseReport report = read(rules, content);
        List<OrganDose> lines = DoseOrder.of(report.doses());
        if (observations != null) {
            DoseObservations made = DoseObservations.of(
                    lines, report.sources(), rules.levelCodes(), rules.alphaBetaGy(), content.words());
            write(observations, made.with(patient, courses).lines(options.err()));
        }
        if (picture != null) {
            write(picture, DosePicture.of(lines, rules));
        }
        print(lines, report, rules, content, DoseComparison.of(figures, lines, report.sources(), content.acceptance()));
        return lines.stream().anyMatch(line -> line.finding() instanceof DoseNumbers) ? 0 : 1;
    }

    private DoseReport read(DoseRules rules, DoseContent content) {
        DoseQuestion question = DoseQuestion.of(files).about(allStructures ? Regions.ALL : Regions.ORGANS);
        DoseSettings settings = content.settings().withAlphaBeta(rules.alphaBetaGy());
        try (Progress progress = Progress.of(options.err(), "Reading the files", 0)) {
            return DoseReading.of(
                    question,
                    settings,
                    (step, done, all) -> progress.at(
                            switch (step) {
                                case FILES -> "Reading the files";
                                case DOSES -> "Computing the doses of the plans";
                            },
                            done,
                            all));
        } catch (IOException e) {
            throw new CannotRun(files + " cannot be read: " + e.getMessage());
        }
    }

    private void print(
            List<OrganDose> lines,
            DoseReport report,
            DoseRules rules,
            DoseContent content,
            List<DoseComparison> comparisons) {
        if (options.isJson()) {
            options.print(compare == null ? DoseLines.json(lines) : DoseComparison.json(comparisons));
            return;
        }
        DoseTable.lines(lines, report, rules, content.words()).forEach(options.out()::println);
        if (compare != null) {
            options.out().println();
            DoseComparison.lines(comparisons, content).forEach(options.out()::println);
        }
        options.out().flush();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CannotRun(file + " cannot be written.");
        }
    }
}
