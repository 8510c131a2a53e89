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

    /** How Java is started. */
    private record How(String name, Path java, Path jar, List<String> options) {}

    /** What one start came to: seconds, and milliseconds of calls. */
    private record Start(double ready, double first, double second) {}

    /**
     * Start to readiness and the first call after it.
     *
     * @param java that starts the service; from version 25 on also with what it has learnt from an earlier start
     */
    static String ofStarts(Path folder, String heap, int starts, Path java) throws Exception {
        ClosedLoop.Call call = new ClosedLoop.Call(Records.USUAL.record().body(), "");
        Map<How, List<Start>> seen = new LinkedHashMap<>();
        hows(folder, java).forEach(how -> seen.put(how, new ArrayList<>()));
        try (ClosedLoop loop = new ClosedLoop()) {
            try (RunningJar floor = Started.floor(folder, List.of("-Xmx" + heap))) {
                loop.run(floor.root(), 1, CLIENT_WARM_UP, () -> call);
            }
            for (int i = 0; i < starts; i++) {
                for (Map.Entry<How, List<Start>> how : seen.entrySet()) {
                    how.getValue().add(start(Files.createTempDirectory(folder, "start"), how.getKey(), loop, call));
                }
            }
        }
        MarkdownTable table =
                new MarkdownTable("how", "ready, s", "least", "first call, ms", "least", "second call, ms");
        seen.forEach((how, all) -> table.row(
                how.name(),
                sorted(all, Start::ready)[all.size() / 2],
                sorted(all, Start::ready)[0],
                sorted(all, Start::first)[all.size() / 2],
                sorted(all, Start::first)[0],
                sorted(all, Start::second)[all.size() / 2]));
        return table.toString();
    }

    private static List<How> hows(Path folder, Path java) throws Exception {
        Path unpacked = Started.unpacked(folder, java);
        List<How> hows = new ArrayList<>();
        hows.add(new How("`java -jar`", java, Path.of(RunningJar.JAR), List.of(Started.frugally("256m"))));
        hows.add(new How("unpacked", java, unpacked, List.of(Started.frugally("256m"))));
        if (isLearning(java)) {
            hows.add(new How(
                    "unpacked, AOT cache",
                    java,
                    unpacked,
                    List.of(
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:+UseCompactObjectHeaders",
                            "-XX:AOTCache=" + Started.learnt(java, unpacked))));
        }
        return hows;
    }

    private static boolean isLearning(Path java) throws Exception {
        Process asked = new ProcessBuilder(java.toString(), "-XX:AOTMode=off", "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return asked.waitFor() == 0;
    }

    private static Start start(Path folder, How how, ClosedLoop loop, ClosedLoop.Call call) throws Exception {
        long began = System.nanoTime();
        try (RunningJar service =
                Started.service(folder, how.java(), how.jar(), how.options().toArray(String[]::new))) {
            double ready = (System.nanoTime() - began) / 1e9;
            double first = loop.send(service.root(), call).nanos() / 1e6;
            double second = loop.send(service.root(), call).nanos() / 1e6;
            return new Start(ready, first, second);
        }
    }

    private static double[] sorted(List<Start> starts, ToDoubleFunction<Start> figure) {
        return starts.stream().mapToDouble(figure).sorted().toArray();
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
}
