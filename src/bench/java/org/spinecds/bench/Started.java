package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.spinecds.RunningJar;

/** The processes that are measured, both with the same heap. */
final class Started {

    private Started() {}

    /** How docs/operations.md would have Java collect where memory is short. */
    static String[] frugally(String heap) {
        return new String[] {
            "-Xmx" + heap, "-Xmn32m", "-XX:+UseSerialGC", "-XX:MetaspaceSize=128m", "-XX:TrimNativeHeapInterval=10000"
        };
    }

    /** The packaged jar in production mode, with its journal in a file, for EHRs on this machine. */
    static RunningJar service(Path folder, String... options) throws Exception {
        return service(folder, RunningJar.JAVA, Path.of(RunningJar.JAR), options);
    }

    /** The same of a jar that may be unpacked, by another Java. */
    static RunningJar service(Path folder, Path java, Path jar, String... options) throws Exception {
        return RunningJar.start(
                folder,
                java,
                Stream.concat(Stream.of(options), Stream.of("-jar", jar.toString()))
                        .toList(),
                "--spinecds.fhir.allowed-servers=http://127.0.0.1:*",
                "--spinecds.fhir.plain-http-on-loopback=true",
                // What is measured is neither how long calls queue for a slow EHR nor how many are turned away.
                "--spinecds.fhir.concurrency=1024",
                "--spinecds.fhir.deadline=60s",
                "--spinecds.fhir.connect-timeout=20s",
                "--spinecds.hooks.concurrency=1000",
                "--spinecds.security.client-tokens=false",
                "--spinecds.security.base-url=https://cds.example.org",
                "--spinecds.journal.key=a-key-for-measuring-and-nothing-else-at-all",
                "--spinecds.explain=true");
    }

    /** The jar unpacked, as docs/operations.md has it. */
    static Path unpacked(Path folder, Path java) throws Exception {
        run(folder, java, "-Djarmode=tools", "-jar", RunningJar.JAR, "extract", "--destination", "unpacked");
        return folder.resolve("unpacked").resolve(Path.of(RunningJar.JAR).getFileName());
    }

    /** What Java 25 keeps of a start and a minute's answers, as docs/operations.md has it. */
    static Path learnt(Path java, Path jar) throws Exception {
        Path folder = jar.resolveSibling("learning");
        Path cache = folder.resolve("spine-recurrence-cds.aot");
        try (RunningJar demo = RunningJar.start(
                Files.createDirectory(folder),
                java,
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
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

    /** The parse-only floor. */
    static RunningJar floor(Path folder, List<String> options) throws Exception {
        List<String> program = new ArrayList<>(options);
        program.addAll(List.of("-cp", System.getProperty("java.class.path"), ParseOnlyService.class.getName()));
        return RunningJar.start(
                folder, program, "--cards=" + Path.of("").toAbsolutePath().resolve(ParseOnlyService.CARDS));
    }

    /** Resident memory of a process in MB, and its greatest so far. */
    static long[] residentMegabytes(RunningJar process) throws Exception {
        long[] found = new long[2];
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                found[0] = kilobytes(line) / 1024;
            }
            if (line.startsWith("VmHWM:")) {
                found[1] = kilobytes(line) / 1024;
            }
        }
        return found;
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
