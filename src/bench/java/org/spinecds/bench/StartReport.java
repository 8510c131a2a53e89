package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.spinecds.RunningJar;

/** Start to readiness, the first call after it, and the memory of an hour, all seen from outside. */
final class StartReport {

    private static final int CLIENT_WARM_UP = 200;
    private static final int CLIENTS = 4;
    private static final int QUARTERS = 4;
    private static final int REST_SECONDS = 15;

    private StartReport() {}

    static String ofStarts(Path folder, String heap, int starts) throws Exception {
        ClosedLoop.Call call = new ClosedLoop.Call(Records.USUAL.record().body(), "");
        List<Double> ready = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        try (ClosedLoop loop = new ClosedLoop()) {
            try (RunningJar floor = Started.floor(folder, heap)) {
                loop.run(floor.root(), 1, CLIENT_WARM_UP, () -> call);
            }
            for (int i = 0; i < starts; i++) {
                long began = System.nanoTime();
                try (RunningJar service =
                        Started.service(Files.createDirectory(folder.resolve("start" + i)), Started.frugally("256m"))) {
                    ready.add((System.nanoTime() - began) / 1e9);
                    first.add(loop.send(service.root(), call).nanos() / 1e6);
                    second.add(loop.send(service.root(), call).nanos() / 1e6);
                }
            }
        }
        MarkdownTable table = new MarkdownTable("", "median", "least", "most");
        row(table, "start to readiness, s", ready);
        row(table, "first call after it at 68 kB, ms", first);
        row(table, "second call, ms", second);
        return table.toString();
    }

    static String ofMemory(Path folder, String heap, int calls) throws Exception {
        ClosedLoop.Call call = new ClosedLoop.Call(Records.USUAL.record().body(), "");
        MarkdownTable table = new MarkdownTable("calls of 68 kB", "resident, MB", "greatest so far, MB");
        try (ClosedLoop loop = new ClosedLoop();
                RunningJar service = Started.service(folder, Started.frugally(heap))) {
            table.row(0, Started.residentMegabytes(service)[0], Started.residentMegabytes(service)[1]);
            for (int quarter = 1; quarter <= QUARTERS; quarter++) {
                loop.run(service.root(), CLIENTS, calls / QUARTERS, () -> call);
                long[] resident = Started.residentMegabytes(service);
                table.row(calls / QUARTERS * quarter, resident[0], resident[1]);
            }
            // An hour's calls come in an hour: what Java needs to compile them it has given back by then.
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            long[] resident = Started.residentMegabytes(service);
            table.row(REST_SECONDS + " s later", resident[0], resident[1]);
        }
        return table.toString();
    }

    private static void row(MarkdownTable table, String name, List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        table.row(name, sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
