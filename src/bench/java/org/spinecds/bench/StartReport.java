package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.spinecds.RunningJar;

/** Start to readiness, the first call after it, and the memory of an hour, all seen from outside. */
final class StartReport {

    private static final int CLIENT_WARM_UP = 200;
    private static final int CLIENTS = 4;
    private static final int QUARTERS = 4;
    private static final int REST_SECONDS = 15;

    private StartReport() {}

    /** What one start came to: seconds, and milliseconds of calls. */
    private record Start(double ready, double first, double second) {}

    /** Start to readiness and the first call after it, in turns. */
    static String ofStarts(Path folder, List<Way> ways, int starts) throws Exception {
        ClosedLoop.Call call = new ClosedLoop.Call(Records.USUAL.record().body(), "");
        Map<Way, List<Start>> seen = new LinkedHashMap<>();
        ways.forEach(way -> seen.put(way, new ArrayList<>()));
        try (ClosedLoop loop = new ClosedLoop()) {
            try (RunningJar floor = Started.floor(folder, RunningJar.JAVA, List.of())) {
                loop.run(floor.root(), 1, CLIENT_WARM_UP, () -> call);
            }
            for (int i = 0; i < starts; i++) {
                for (Map.Entry<Way, List<Start>> way : seen.entrySet()) {
                    way.getValue().add(start(Files.createTempDirectory(folder, "start"), way.getKey(), loop, call));
                }
            }
        }
        MarkdownTable table =
                new MarkdownTable("how", "ready, s", "least", "first call, ms", "least", "second call, ms");
        seen.forEach((way, all) -> table.row(
                way.name(),
                sorted(all, Start::ready)[all.size() / 2],
                sorted(all, Start::ready)[0],
                sorted(all, Start::first)[all.size() / 2],
                sorted(all, Start::first)[0],
                sorted(all, Start::second)[all.size() / 2]));
        return table.toString();
    }

    private static Start start(Path folder, Way way, ClosedLoop loop, ClosedLoop.Call call) throws Exception {
        long began = System.nanoTime();
        try (RunningJar service = way.start(folder)) {
            double ready = (System.nanoTime() - began) / 1e9;
            double first = loop.send(service.root(), call).nanos() / 1e6;
            double second = loop.send(service.root(), call).nanos() / 1e6;
            return new Start(ready, first, second);
        }
    }

    private static double[] sorted(List<Start> starts, ToDoubleFunction<Start> figure) {
        return starts.stream().mapToDouble(figure).sorted().toArray();
    }

    /** Resident memory after so many calls, and after some rest. */
    static String ofMemory(Path folder, List<Way> ways, int calls) throws Exception {
        MarkdownTable table = new MarkdownTable("how", "calls of 68 kB", "resident, MB", "greatest so far, MB");
        for (Way way : ways) {
            memory(Files.createTempDirectory(folder, "memory"), way, calls, table);
        }
        return table.toString();
    }

    private static void memory(Path folder, Way way, int calls, MarkdownTable table) throws Exception {
        ClosedLoop.Call call = new ClosedLoop.Call(Records.USUAL.record().body(), "");
        try (ClosedLoop loop = new ClosedLoop();
                RunningJar service = way.start(folder)) {
            row(table, way, 0, service);
            for (int quarter = 1; quarter <= QUARTERS; quarter++) {
                loop.run(service.root(), CLIENTS, calls / QUARTERS, () -> call);
                row(table, way, calls / QUARTERS * quarter, service);
            }
            // An hour's calls come in an hour: what Java needs to compile them it has given back by then.
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            row(table, way, REST_SECONDS + " s later", service);
        }
    }

    private static void row(MarkdownTable table, Way way, Object calls, RunningJar service) throws Exception {
        long[] resident = Started.residentMegabytes(service);
        table.row(way.name(), calls, resident[0], resident[1]);
    }
}
