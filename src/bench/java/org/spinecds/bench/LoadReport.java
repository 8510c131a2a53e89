package org.spinecds.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.spinecds.RunningJar;

/**
 * Closed-loop load over HTTP, in turns: the parse-only floor, the service by prefetch, the service by FHIR from an EHR that
 * takes 50 ms for every search. What of an answer by FHIR was the EHR's is measured in the EHR, call by call: the time
 * during which at least one read of the call was under way there. The rest is the service's own share.
 */
final class LoadReport {

    private static final Duration PACE = Duration.ofMillis(50);
    private static final int WARM_UP_CLIENTS = 4;
    private static final int OK = 200;

    private final AtomicLong number = new AtomicLong();
    private final StandInEhr ehr = new StandInEhr(PACE);
    private final ClosedLoop loop = new ClosedLoop();
    private final Map<Records, GrownRecord> records = new LinkedHashMap<>();
    private final Map<Records, byte[]> bodies = new LinkedHashMap<>();
    private final Map<Records, String> bases = new LinkedHashMap<>();
    private final Plan plan;

    /**
     * What is measured.
     *
     * @param journal where the service writes it
     * @param clients at the same time, in turn
     * @param rounds in which each contender has its turn
     * @param warmUp of each contender for each record; Java goes on compiling for some ten thousand calls
     */
    record Plan(
            JournalDatabase.Kind journal,
            List<Records> records,
            List<Integer> clients,
            int rounds,
            Duration warmUp,
            Duration turn) {}

    private LoadReport(Plan plan) throws Exception {
        this.plan = plan;
        for (Records kind : plan.records()) {
            GrownRecord record = kind.record();
            records.put(kind, record);
            bodies.put(kind, record.body());
            bases.put(kind, ehr.holding(kind.name(), record));
        }
    }

    /** What one contender did in one round. */
    private record Round(double p50, double p99, double throughput) {}

    /**
     * The table of a plan; both processes of the same Java with the same options, and others for each record: what one record
     * left in caches and journal is not the next one's.
     */
    static String of(Path folder, Path java, List<String> options, Plan plan) throws Exception {
        LoadReport report = new LoadReport(plan);
        MarkdownTable table = new MarkdownTable(
                "record",
                "clients",
                "floor p50, ms",
                "p99",
                "a second",
                "prefetch p50, ms",
                "p99",
                "a second",
                "p50 / floor",
                "a second / floor",
                "FHIR, own p50, ms",
                "own p99",
                "own p50 / floor");
        List<String> program = new ArrayList<>(options);
        program.addAll(List.of("-jar", RunningJar.JAR));
        try {
            for (Records kind : plan.records()) {
                Path here = Files.createDirectory(folder.resolve(kind.name()));
                try (JournalDatabase journal = JournalDatabase.of(plan.journal());
                        RunningJar floor = Started.floor(here, java, options);
                        RunningJar service = Started.service(here, java, program, journal.arguments())) {
                    report.measure(kind, floor.root(), service.root(), table);
                }
            }
            return table.toString();
        } finally {
            report.loop.close();
            report.ehr.close();
        }
    }

    private void measure(Records kind, URI floor, URI service, MarkdownTable table) throws Exception {
        warmUp(floor, service, kind);
        for (int clients : plan.clients()) {
            List<Round> ofFloor = new ArrayList<>();
            List<Round> ofPrefetch = new ArrayList<>();
            List<Round> ofFhir = new ArrayList<>();
            for (int i = 0; i < plan.rounds(); i++) {
                ofFloor.add(round(floor, clients, () -> prefetched(kind)));
                ofPrefetch.add(round(service, clients, () -> prefetched(kind)));
                ofFhir.add(round(service, clients, () -> byFhir(kind)));
            }
            table.row(
                    kind,
                    clients,
                    median(ofFloor, Round::p50),
                    median(ofFloor, Round::p99),
                    median(ofFloor, Round::throughput),
                    median(ofPrefetch, Round::p50),
                    median(ofPrefetch, Round::p99),
                    median(ofPrefetch, Round::throughput),
                    ratio(ofPrefetch, ofFloor, Round::p50),
                    ratio(ofPrefetch, ofFloor, Round::throughput),
                    median(ofFhir, Round::p50),
                    median(ofFhir, Round::p99),
                    ratio(ofFhir, ofFloor, Round::p50));
        }
    }

    private void warmUp(URI floor, URI service, Records kind) throws Exception {
        round(floor, WARM_UP_CLIENTS, plan.warmUp(), () -> prefetched(kind));
        round(service, WARM_UP_CLIENTS, plan.warmUp(), () -> prefetched(kind));
        round(service, WARM_UP_CLIENTS, plan.warmUp(), () -> byFhir(kind));
    }

    private Round round(URI root, int clients, ClosedLoop.Calls calls) throws Exception {
        return round(root, clients, plan.turn(), calls);
    }

    private Round round(URI root, int clients, Duration time, ClosedLoop.Calls calls) throws Exception {
        ClosedLoop.Answers answers = loop.run(root, clients, time, calls);
        Map<String, Long> ofEhr = new LinkedHashMap<>();
        for (ClosedLoop.Answer answer : answers.all()) {
            if (answer.status() != OK) {
                throw new IllegalStateException("A call was answered " + answer.status() + ".");
            }
            ofEhr.put(answer.token(), ehr.nanosOf(answer.token()));
        }
        return new Round(
                answers.percentile(50, answer -> answer.nanos() - Objects.requireNonNull(ofEhr.get(answer.token()))),
                answers.percentile(99, answer -> answer.nanos() - Objects.requireNonNull(ofEhr.get(answer.token()))),
                answers.throughput());
    }

    private ClosedLoop.Call prefetched(Records kind) {
        return new ClosedLoop.Call(Objects.requireNonNull(bodies.get(kind)), "");
    }

    private ClosedLoop.Call byFhir(Records kind) {
        String token = "call-" + number.incrementAndGet();
        return new ClosedLoop.Call(
                Objects.requireNonNull(records.get(kind)).body(Objects.requireNonNull(bases.get(kind)), token), token);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return median(rounds.stream().mapToDouble(figure));
    }

    /** The median of what a contender did in a round, held against what another did beside it: a machine that is busy is so for both. */
    private static double ratio(List<Round> rounds, List<Round> others, ToDoubleFunction<Round> figure) {
        return median(IntStream.range(0, rounds.size())
                .mapToDouble(i -> figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(others.get(i))));
    }

    private static double median(DoubleStream figures) {
        double[] sorted = figures.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
