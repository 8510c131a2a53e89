package org.spinecds.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spinecds.RunningJar;

/** The processes that are measured, both with the same heap. */
final class Started {

    private Started() {}

    /**
     * The service in production mode, for EHRs on this machine.
     *
     * @param program what {@code java} is told before the arguments
     * @param journal what the service is told of its database; nothing for a file
     */
    static RunningJar service(Path folder, Path java, List<String> program, List<String> journal) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
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
                "--spinecds.explain=true"));
        arguments.addAll(journal);
        return RunningJar.start(folder, java, program, arguments.toArray(String[]::new));
    }

    /** The parse-only floor. */
    static RunningJar floor(Path folder, Path java, List<String> options) throws Exception {
        List<String> program = new ArrayList<>(options);
        program.addAll(List.of("-cp", System.getProperty("java.class.path"), ParseOnlyService.class.getName()));
        return RunningJar.start(
                folder, java, program, "--cards=" + Path.of("").toAbsolutePath().resolve(ParseOnlyService.CARDS));
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
