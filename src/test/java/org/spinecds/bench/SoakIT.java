package org.spinecds.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.RunningJar;

/**
 * The jar at 70 % of what it carries, read by FHIR from an EHR that fails in every way in turn: slowly, with 500, with cut
 * connections and with garbage. Exactly the calls that met a fault are answered 412, every other 200; when the EHR fails
 * altogether and recovers, so does the service within five seconds; and nothing grows. The build soaks it for 20 seconds,
 * {@code -Dsoak.minutes=30} for longer.
 */
@Tag("full")
@Tag("alone")
class SoakIT {

    private static final Logger log = LoggerFactory.getLogger(SoakIT.class);
    private static final Duration SHORT = Duration.ofSeconds(20);
    /** An EHR that kept failing is left alone for two seconds and then tried for two, twice over, on a busy machine. */
    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration OUTAGE = Duration.ofSeconds(4);
    private static final int CLIENTS = 4;
    private static final int MOST_UNDER_WAY = 24;
    private static final double SHARE_OF_CAPACITY = 0.7;
    private static final int FAULTY_ONE_IN = 6;
    private static final int READS_OF_A_CALL = 10;
    private static final int READERS = 128;
    private static final int OK = 200;
    private static final int UNREADABLE = 412;

    private final StandInEhr ehr = new StandInEhr(Duration.ofMillis(50));
    private final ClosedLoop loop = new ClosedLoop();
    private final ExecutorService senders = Executors.newCachedThreadPool();
    private final AtomicLong number = new AtomicLong();
    private final GrownRecord record = Records.USUAL.record();
    private final String base = ehr.holding("soak", record);
    private final Map<String, Integer> outcomes = new TreeMap<>();

    SoakIT() throws Exception {}

    /** What a process holds. */
    private record Held(long heapMegabytes, long residentMegabytes, long threads, long openFiles) {}

    @AfterEach
    void stop() {
        senders.shutdownNow();
        loop.close();
        ehr.close();
    }

    @Test
    void faultsOfTheEhrCostTheCallsThatMetThemAndNothingElse(@TempDir Path folder) throws Exception {
        int minutes = Integer.getInteger("soak.minutes", 0);
        Duration phase =
                (minutes > 0 ? Duration.ofMinutes(minutes) : SHORT).dividedBy(StandInEhr.Fault.values().length);
        try (RunningJar service = RunningJar.start(
                folder,
                List.of("-Xmx256m", "-jar", RunningJar.JAR),
                "--spinecds.fhir.allowed-servers=http://127.0.0.1:*",
                "--spinecds.fhir.plain-http-on-loopback=true",
                "--spinecds.fhir.deadline=" + DEADLINE.toSeconds() + "s",
                "--spinecds.fhir.concurrency=" + READERS,
                "--spinecds.security.client-tokens=false",
                "--spinecds.security.base-url=https://cds.example.org",
                "--spinecds.journal.key=a-key-for-soaking-and-nothing-else-at-all",
                "--spinecds.explain=true")) {
            loop.run(service.root(), CLIENTS, phase.dividedBy(2), this::call);
            double capacity = loop.run(service.root(), CLIENTS, phase.dividedBy(2), this::call)
                    .throughput();
            double rate = capacity * SHARE_OF_CAPACITY;
            List<Held> held = new ArrayList<>();
            for (StandInEhr.Fault fault : StandInEhr.Fault.values()) {
                ehr.failing(fault, oneIn(fault, rate));
                send(service, rate, phase);
                ehr.recovered();
                held.add(held(service));
                log.info(
                        "{} at {} of {} calls a second: {}, {}",
                        fault,
                        rate,
                        capacity,
                        outcomes,
                        held.get(held.size() - 1));
            }
            // The slow calls were the last to end, and after so many failures on end the EHR may be left alone for a
            // moment; what follows is an outage, so that costs no call.
            Duration recovered = recovery(service);
            log.info("Recovered within {} ms.", recovered.toMillis());

            assertThat(outcomes.keySet())
                    .as("every call that met a fault is 412, every other 200")
                    .isSubsetOf("faulty 412", "sound 200");
            assertThat(outcomes).containsKeys("faulty 412", "sound 200");
            assertThat(service.log().lines().filter(line -> line.contains(" ERROR ")))
                    .as("what the service could not do, such as keep a decision in the journal")
                    .isEmpty();
            assertThat(recovered).isLessThan(RECOVERY);
            Held first = held.get(0);
            Held last = held.get(held.size() - 1);
            assertThat(last.heapMegabytes()).isLessThan(first.heapMegabytes() * 5 / 4 + 10);
            assertThat(last.residentMegabytes()).isLessThan(first.residentMegabytes() * 5 / 4 + 50);
            assertThat(last.threads()).isLessThan(first.threads() + 60);
            assertThat(last.openFiles()).isLessThan(first.openFiles() + 60);
            TimeUnit.MILLISECONDS.sleep(DEADLINE.plusSeconds(1).toMillis());
            assertThat(told(service, "Thread.print"))
                    .as("stacks of threads while nothing is asked")
                    .contains("java.lang.Thread.State")
                    .doesNotContain("at org.spinecds.");
        }
    }

    /** A slow call holds its readers until the deadline: so few of them that half the readers stay free for the others. */
    private static int oneIn(StandInEhr.Fault fault, double rate) {
        double heldIfAllWere = rate * DEADLINE.toSeconds() * READS_OF_A_CALL;
        return fault == StandInEhr.Fault.SLOW
                ? Math.max(FAULTY_ONE_IN, (int) Math.ceil(heldIfAllWere / (READERS / 2.0)))
                : FAULTY_ONE_IN;
    }

    private ClosedLoop.Call call() {
        String token = "call-" + number.incrementAndGet();
        return new ClosedLoop.Call(record.body(base, token), token);
    }

    /** So many calls a second for so long, no more than a few under way at a time; returns when all are answered. */
    private void send(RunningJar service, double rate, Duration time) throws Exception {
        Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
        long began = System.nanoTime();
        for (long sent = 0; System.nanoTime() - began < time.toNanos(); sent++) {
            long due = began + (long) (sent * 1e9 / rate);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            underWay.acquire();
            var unused = senders.submit(() -> {
                try {
                    count(loop.send(service.root(), call()));
                } finally {
                    underWay.release();
                }
                return 0;
            });
        }
        underWay.acquire(MOST_UNDER_WAY);
    }

    private void count(ClosedLoop.Answer answer) {
        String outcome = (ehr.isFaulty(answer.token()) ? "faulty " : "sound ") + answer.status();
        ehr.nanosOf(answer.token());
        synchronized (outcomes) {
            outcomes.merge(outcome, 1, Integer::sum);
        }
    }

    /** The EHR fails altogether for a while; how long after its recovery calls are answered, and stay so. */
    private Duration recovery(RunningJar service) throws Exception {
        ehr.failing(StandInEhr.Fault.FAILS, 1);
        ClosedLoop.Answers during = loop.run(service.root(), CLIENTS, OUTAGE, this::call);
        assertThat(during.all())
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(UNREADABLE));
        ehr.recovered();
        long recovered = System.nanoTime();
        while (loop.send(service.root(), call()).status() != OK) {
            assertThat(Duration.ofNanos(System.nanoTime() - recovered)).isLessThan(RECOVERY.multipliedBy(2));
            TimeUnit.MILLISECONDS.sleep(100);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - recovered);
        ClosedLoop.Answers after = loop.run(service.root(), CLIENTS, OUTAGE, this::call);
        assertThat(after.all()).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(OK));
        return took;
    }

    private static Held held(RunningJar service) throws Exception {
        // The histogram is that of living objects: it collects the garbage first.
        String total = told(service, "GC.class_histogram")
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        Map<String, String> status = Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                .map(line -> line.split(":", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].replaceAll("\\D", "")));
        try (Stream<Path> files = Files.list(Path.of("/proc/" + service.pid() + "/fd"))) {
            return new Held(
                    Long.parseLong(total.strip().split("\\s+", -1)[2]) >> 20,
                    Long.parseLong(status.getOrDefault("VmRSS", "")) >> 10,
                    Long.parseLong(status.getOrDefault("Threads", "")),
                    files.count());
        }
    }

    private static String told(RunningJar service, String command) throws Exception {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(service.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
