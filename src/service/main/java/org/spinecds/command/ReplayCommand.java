package org.spinecds.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.replay.CohortSearch;
import org.spinecds.replay.Export;
import org.spinecds.replay.Found;
import org.spinecds.replay.Limits;
import org.spinecds.replay.Plan;
import org.spinecds.replay.Rules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a content, or two, about the patients of an export. */
@Command(
        name = "replay",
        description = "Answers for the patients of a Bulk Data export, and says what another content would change.",
        exitCodeList = {
            "0:every occasion has an answer; with another content, no assessment and no kind or indicator of a card changes",
            "1:one of them changes, the rules fail for someone, or someone could not be evaluated",
            "2:it could not run",
            "3:it ran, but more lines were unusable than tolerated"
        })
final class ReplayCommand implements Callable<Integer> {

    private static final double MEGA = 1e6;
    private static final int TOO_MANY_UNUSABLE = 3;
    private static final String ORDER = "order";
    private static final String EXPORT = "export";

    @Mixin
    private ContentOptions options = new ContentOptions();

    @Option(names = "--data", paramLabel = "<folder>", description = "the export: files of newline-delimited JSON")
    private @Nullable Path data;

    @Option(
            names = "--site",
            paramLabel = "<name=folder>",
            description = "an export of one of several sources; patients become name/id")
    private Map<String, Path> sites = new TreeMap<>();

    @Option(names = "--out", paramLabel = "<folder>", description = "the report; the folder must not exist")
    private @Nullable Path out;

    @Option(names = "--plan", description = "only count: files, types, completeness, unusable lines, most disk")
    private boolean plan;

    @Option(names = "--against", paramLabel = "<folder>", description = "the content to compare with")
    private @Nullable Path against;

    @Option(names = "--local-codes", paramLabel = "<folder>", description = "the ConceptMaps of the site")
    private @Nullable Path localCodes;

    @Option(
            names = "--as-of",
            paramLabel = "<order|export|date>",
            defaultValue = ORDER,
            description = "each order as of its day (the default), each chart as of the export, or of one day")
    private String asOf = ORDER;

    @Option(
            names = "--exported",
            paramLabel = "<date>",
            description = "the day of the export, where no manifest tells it")
    private @Nullable LocalDate exported;

    @Option(
            names = "--threads",
            defaultValue = "0",
            description = "how many work at once; without it as many as there are processors")
    private int threads;

    @Option(
            names = "--work",
            paramLabel = "<folder>",
            description = "a folder with room for the kept lines; without it beside the report")
    private @Nullable Path work;

    @Option(
            names = "--tolerate",
            paramLabel = "<percent>",
            defaultValue = "0.1",
            description = "the share of unusable lines, in percent, above which it exits with 3; 0.1 by default")
    private double tolerate;

    @Option(
            names = "--verify",
            paramLabel = "<n>",
            defaultValue = "1000",
            description =
                    "of the patients that are no candidates, one in so many is asked about, and may have no cards; 0"
                            + " for none")
    private int verify;

    @Option(names = "--allow-truncated", description = "go on where a file is cut short or lacks resources")
    private boolean allowTruncated;

    @Option(
            names = "--lacks",
            paramLabel = "<type>",
            split = ",",
            description =
                    "types of resource that a source does not have, such as BodyStructure; without it the replay stops"
                            + " where one that the rules read is missing")
    private List<String> lacking = new ArrayList<>();

    @Override
    public Integer call() {
        Export export = export();
        if (plan) {
            return planned(export);
        }
        Path report = out;
        if (report == null) {
            throw new CannotRun("Name a folder for the report with --out, or count alone with --plan.");
        }
        if (Files.exists(report)) {
            throw new CannotRun("The folder " + report + " exists already.");
        }
        LocalDate day = day(export);
        ReplayedContent content = new ReplayedContent(options.guidelineOfSite(localCodes));
        ReplayedContent other =
                against == null ? null : new ReplayedContent(options.guidelineOfSite(against, localCodes));
        if (asOf.equals(ORDER) && !content.tellsOccasions() && (other == null || !other.tellsOccasions())) {
            throw new CannotRun(
                    "The guideline names no define occasions, so that no order on file is found. Ask about the"
                            + " charts alone with --as-of=export.");
        }
        ReplayQuestion question = new ReplayQuestion(
                content, other, asOf.equals(ORDER) ? ReplayQuestion.When.ORDERS : ReplayQuestion.When.ONE_DAY, day);
        List<Rules> rules = new ArrayList<>(List.of(content.rules()));
        if (other != null) {
            rules.add(other.rules());
        }
        Set<String> needed = new TreeSet<>(content.needs());
        if (other != null) {
            needed.addAll(other.needs());
        }
        ExportCheck check = new ExportCheck(export, needed, Set.copyOf(lacking), allowTruncated);
        Found<ReplayQuestion.Row> found = search(check, rules, report, question);
        ReplayReport replay = new ReplayReport(found, question);
        Map<String, @Nullable Object> settings = settings(content, other, day, export);
        settings.put("missingTypes", check.missing(found.files()));
        write(replay, report, settings);
        return ended(found, replay);
    }

    private Export export() {
        if ((data == null) == sites.isEmpty()) {
            throw new CannotRun("Name the export with --data, or several with --site.");
        }
        return data == null ? Export.in(sites) : Export.in(data);
    }

    private int workers() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    private int planned(Export export) {
        Plan counted = Progress.during(options.err(), "Counting the export", () -> Plan.of(export, workers()));
        if (options.isJson()) {
            options.print(counted);
        } else {
            Table files = new Table("file", "lines", "and");
            counted.files()
                    .forEach(file -> files.add(
                            file.file(),
                            String.valueOf(file.lines()),
                            file.inQuarantine() + " unusable, " + megabytes(file.bytes()) + " MB"
                                    + (file.isIncomplete() ? ", incomplete" : "")));
            files.lines().forEach(options.out()::println);
            Table types = new Table("type", "lines", "without");
            new TreeMap<>(counted.types())
                    .forEach((type, count) -> types.add(
                            type,
                            String.valueOf(count.lines()),
                            "patient " + count.withoutPatient() + ", code " + count.withoutCode() + ", date "
                                    + count.withoutDate()));
            types.lines().forEach(options.out()::println);
            if (!counted.ignored().isEmpty()) {
                options.out().println("not read: " + String.join(", ", counted.ignored()));
            }
            Set<String> missing = new TreeSet<>(FhirJson.RECORD_TYPES);
            counted.files().forEach(file -> missing.removeAll(file.types()));
            if (!missing.isEmpty()) {
                options.out().println("no file and no line of " + String.join(", ", missing));
            }
            options.out()
                    .println(counted.lines() + " lines, " + megabytes(counted.bytes()) + " MB, "
                            + counted.quarantine().size() + " unusable, " + counted.deletions()
                            + " deleted; a replay reads them twice and takes at most " + megabytes(counted.mostDisk())
                            + " MB of disk");
            options.out().flush();
        }
        return isTooMuch((double) counted.quarantine().size() / Math.max(1, counted.lines())) ? TOO_MANY_UNUSABLE : 0;
    }

    private static String megabytes(long bytes) {
        return "%.1f".formatted(bytes / MEGA);
    }

    private boolean isTooMuch(double share) {
        return share * 100 > tolerate;
    }

    /** The day that a chart is opened on: of the export, or the one that is named. */
    private LocalDate day(Export export) {
        if (!asOf.equals(ORDER) && !asOf.equals(EXPORT)) {
            try {
                return LocalDate.parse(asOf);
            } catch (DateTimeParseException e) {
                throw new CannotRun("--as-of takes order, export or a date such as 2026-03-01.");
            }
        }
        if (exported != null) {
            return exported;
        }
        Set<String> days = new TreeSet<>();
        for (String time : String.valueOf(export.transactionTime()).split(", ", -1)) {
            days.add(time.matches("\\d{4}-\\d\\d-\\d\\dT.*") ? time.substring(0, "2026-03-01".length()) : "none");
        }
        if (days.contains("none")) {
            throw new CannotRun("No manifest tells the day of the export: name it with --exported.");
        }
        if (days.size() > 1) {
            throw new CannotRun("The manifests tell several days of the export, " + String.join(", ", days)
                    + ": name the one that charts are opened on with --exported.");
        }
        return LocalDate.parse(days.iterator().next());
    }

    private Found<ReplayQuestion.Row> search(
            ExportCheck check, List<Rules> rules, Path report, ReplayQuestion question) {
        Path parent = work == null ? report.toAbsolutePath().getParent() : work;
        try {
            Path folder = Files.createDirectories(parent).resolve(report.getFileName() + ".work");
            CohortSearch search =
                    new CohortSearch(check.export(), rules, Limits.of(workers()).verifying(verify), folder);
            return Progress.during(options.err(), "Replaying the export", () -> search.ask(question, check::check));
        } catch (IOException e) {
            throw new CannotRun("The folder " + parent + " cannot be made.");
        } catch (UncheckedIOException e) {
            CannotRun failure =
                    new CannotRun(e.getMessage() + " Is the disk full? --plan says how much a replay takes.");
            List.of(e.getSuppressed()).forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private Map<String, @Nullable Object> settings(
            ReplayedContent content, @Nullable ReplayedContent other, LocalDate day, Export export) {
        Map<String, @Nullable Object> settings = new LinkedHashMap<>();
        settings.put("a", content.version());
        settings.put("b", other == null ? null : other.version());
        settings.put("asOf", asOf);
        settings.put("day", day.toString());
        settings.put("transactionTime", export.transactionTime());
        settings.put("filesNotRead", export.ignored());
        settings.put(
                "bounds",
                "The status of a resource is that of the export, not that of the day. An entry without a date counts on every day."
                        + " Compared are the assessment and the kind and indicator of each card, not its words. An order is asked"
                        + " about as it is selected, not as it is signed.");
        return settings;
    }

    private static void write(ReplayReport replay, Path report, Map<String, @Nullable Object> settings) {
        try {
            replay.write(report, settings);
        } catch (IOException e) {
            throw new CannotRun("The report cannot be written to " + report + ".");
        }
    }

    private int ended(Found<ReplayQuestion.Row> found, ReplayReport replay) {
        Map<ReplayQuestion.Outcome, Long> outcomes = replay.outcomes();
        boolean isChanged = !ReplayQuestion.Outcome.AS_BEFORE.containsAll(outcomes.keySet());
        if (options.isJson()) {
            options.print(Map.of("candidates", replay.candidates(), "outcomes", outcomes));
        } else {
            options.out()
                    .println(Table.coloured(
                            isChanged ? "yellow" : "green",
                            found.lines() + " lines, " + replay.candidates() + " candidates, occasions: " + outcomes
                                    + ", "
                                    + found.quarantine().size() + " lines unusable, " + replay.ofUnknownPatient()
                                    + " of them of unknown patients"));
            options.out().flush();
        }
        if (isTooMuch(replay.share())) {
            return TOO_MANY_UNUSABLE;
        }
        return isChanged ? 1 : 0;
    }
}
