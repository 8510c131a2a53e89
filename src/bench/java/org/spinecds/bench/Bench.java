package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures the service and prints the tables of docs/performance.md; run it with {@code ./mvnw -Pbench verify}. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false)
public final class Bench implements Callable<Integer> {

    private enum Part {
        RATIOS,
        STAGES,
        LOAD,
        START,
        MEMORY
    }

    @Parameters(description = "What to measure: ${COMPLETION-CANDIDATES}; everything where none is named.")
    private List<Part> parts = List.of(Part.values());

    @Option(names = "--quick", description = "A few minutes instead of an hour; the figures are coarser.")
    private boolean quick;

    @Option(
            names = "--options",
            description =
                    "Of Java, for the service and for the floor under load; as docs/operations.md has it for many calls.",
            defaultValue = "-Xmx1g -Xmn640m -XX:+UseParallelGC")
    private String options = "";

    @Option(
            names = "--journal",
            description = "Under load, its database: ${COMPLETION-CANDIDATES}.",
            defaultValue = "H2")
    private JournalDatabase.Kind journal = JournalDatabase.Kind.H2;

    @Option(names = "--records", split = ",", description = "Under load: ${COMPLETION-CANDIDATES}.")
    private List<Records> records = List.of(Records.SMALL, Records.USUAL, Records.LARGE);

    @Option(names = "--clients", split = ",", description = "Under load, in turn.")
    private List<Integer> clients = List.of(1, 4, 16, 64);

    @Option(
            names = "--warm-up",
            description = "Under load, seconds for each contender and record before it is measured.",
            defaultValue = "150")
    private int warmUp;

    @Option(
            names = "--small-heap",
            description = "Of the service whose start and memory are measured.",
            defaultValue = "104m")
    private String smallHeap = "";

    @Option(
            names = "--java",
            description =
                    "Home of the Java under load and of that whose start and memory are measured; that of this process where none is named.")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--hourly", description = "Calls in an hour, for the memory after it.", defaultValue = "3600")
    private int hourly;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        StringBuilder report = new StringBuilder(machine());
        for (Part part : parts) {
            Path here = Files.createTempDirectory(folder, part.name().toLowerCase(Locale.ROOT));
            String table =
                    switch (part) {
                        case RATIOS -> RatioReport.of(quick ? 7 : 25);
                        case STAGES -> StageReport.of(quick ? 2 : 5, here);
                        case LOAD -> LoadReport.of(here, java.resolve("bin/java"), List.of(options.split(" ")), plan());
                        case START -> StartReport.ofStarts(here, ways(here), quick ? 3 : 7);
                        case MEMORY -> StartReport.ofMemory(here, ways(here), quick ? hourly / 10 : hourly);
                    };
            report.append("\n### ").append(part).append("\n\n").append(table);
            Files.writeString(folder.resolve("report.md"), report);
        }
        System.out.println(report);
        return 0;
    }

    private List<Way> ways(Path folder) throws Exception {
        return Way.all(folder, java.resolve("bin/java"), smallHeap);
    }

    private LoadReport.Plan plan() {
        return new LoadReport.Plan(
                journal,
                records,
                clients,
                quick ? 3 : 7,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(quick ? 1 : 4));
    }

    private String machine() throws Exception {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor");
        return "%s, %d cores, %s %s, load before %s, under load %s %s with %s, %s%n"
                .formatted(
                        processor,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.version"),
                        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0],
                        java,
                        options,
                        journal,
                        LocalDate.now(Clock.systemUTC()));
    }
}
