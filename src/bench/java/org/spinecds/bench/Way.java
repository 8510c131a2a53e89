package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.spinecds.RunningJar;

/** A way to start the service that docs/operations.md tells of. */
record Way(String name, Path java, Path jar, List<String> options) {

    private static final Path ENV = Path.of("/usr/bin/env");

    /**
     * All of them, where memory is short.
     *
     * @param folder where the jar is unpacked
     * @param java that starts the service; from version 25 on also with what it has learnt from an earlier start
     * @param heap such as {@code 104m}
     */
    static List<Way> all(Path folder, Path java, String heap) throws Exception {
        Path unpacked = unpacked(folder, java);
        List<String> frugally = List.of(
                "-Xmx" + heap,
                "-Xmn32m",
                "-XX:+UseSerialGC",
                "-XX:MetaspaceSize=128m",
                "-XX:TrimNativeHeapInterval=10000");
        List<Way> ways = new ArrayList<>();
        ways.add(new Way("`java -jar`", java, Path.of(RunningJar.JAR), frugally));
        ways.add(new Way("unpacked", java, unpacked, frugally));
        if (isLearning(java)) {
            List<String> learnt = new ArrayList<>(frugally);
            learnt.add("-XX:+UseCompactObjectHeaders");
            learnt.add("-XX:AOTCache=" + learnt(java, unpacked));
            ways.add(new Way("unpacked, AOT cache", java, unpacked, learnt));
        }
        return ways;
    }

    /** Starts it and waits until it is ready. */
    RunningJar start(Path folder) throws Exception {
        List<String> program = new ArrayList<>(List.of("MALLOC_ARENA_MAX=1", java.toString()));
        program.addAll(options);
        program.addAll(List.of("-jar", jar.toString()));
        return Started.service(folder, ENV, program, List.of());
    }

    private static Path unpacked(Path folder, Path java) throws Exception {
        run(folder, java, "-Djarmode=tools", "-jar", RunningJar.JAR, "extract", "--destination", "unpacked");
        return folder.resolve("unpacked").resolve(Path.of(RunningJar.JAR).getFileName());
    }

    private static Path learnt(Path java, Path jar) throws Exception {
        Path folder = jar.resolveSibling("learning");
        Path cache = folder.resolve("spine-recurrence-cds.aot");
        try (RunningJar demo = RunningJar.start(
                Files.createDirectory(folder),
                java,
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:AOTCacheOutput=" + cache,
                        "-jar",
                        jar.toString()),
                "--spring.profiles.active=demo",
                "--spring.datasource.url=jdbc:h2:mem:training",
                "--spinecds.warm-up=60s")) {
            demo.stop();
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException("Java kept nothing of what it learnt.");
        }
        return cache;
    }

    private static void run(Path folder, Path java, String... arguments) throws Exception {
        int code = new ProcessBuilder(Stream.concat(Stream.of(java.toString()), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("run.log").toFile())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("Java ended with " + code + ".");
        }
    }

    private static boolean isLearning(Path java) throws Exception {
        Process asked = new ProcessBuilder(java.toString(), "-XX:AOTMode=off", "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return asked.waitFor() == 0;
    }
}
