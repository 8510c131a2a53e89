package org.spinecds.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Contenders measured in turns, round by round, so that a machine that is busy for a while is so for all of them. What is
 * measured is the processor time of the calling thread: what another process takes away does not count.
 */
public final class Interleaved {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Map<String, Callable<?>> contenders = new LinkedHashMap<>();
    private final List<Map<String, Double>> rounds = new ArrayList<>();

    /** Enters a contender. */
    public Interleaved with(String name, Callable<?> work) {
        contenders.put(name, work);
        return this;
    }

    /** Lets everything run for a while, unmeasured, and then so many rounds in which each has its turn. */
    public Interleaved run(Duration warmUp, int number, Duration turn) throws Exception {
        for (Callable<?> work : contenders.values()) {
            nanosOf(work, warmUp);
        }
        for (int round = 0; round < number; round++) {
            Map<String, Double> nanos = new LinkedHashMap<>();
            for (Map.Entry<String, Callable<?>> contender : contenders.entrySet()) {
                nanos.put(contender.getKey(), nanosOf(contender.getValue(), turn));
            }
            rounds.add(nanos);
        }
        return this;
    }

    /** Nanoseconds of one run, the median of all rounds. */
    public double nanos(String name) {
        return median(round -> nanos(round, name));
    }

    /** How often the second fits into the first, the median of all rounds. */
    public double ratio(String one, String other) {
        return median(round -> nanos(round, one) / nanos(round, other));
    }

    /** The median over all rounds of what is made of one. */
    public double median(ToDoubleFunction<Map<String, Double>> ofRound) {
        double[] sorted = rounds.stream().mapToDouble(ofRound).sorted().toArray();
        return sorted.length % 2 == 1
                ? sorted[sorted.length / 2]
                : Arrays.stream(sorted, sorted.length / 2 - 1, sorted.length / 2 + 1)
                        .average()
                        .orElseThrow();
    }

    /**
     * Of one round: what {@code whole more} costs over {@code whole}, beyond what {@code parse more} costs over {@code
     * parse}, as a share of the latter.
     */
    public static double beyondParsing(Map<String, Double> round) {
        double whole = nanos(round, "whole more") - nanos(round, "whole");
        double parsing = nanos(round, "parse more") - nanos(round, "parse");
        return whole / parsing - 1;
    }

    /** Of one round: nanoseconds of one run of a contender. */
    private static double nanos(Map<String, Double> round, String name) {
        return Objects.requireNonNull(round.get(name), name);
    }

    private static double nanosOf(Callable<?> work, Duration turn) throws Exception {
        long began = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        int runs = 0;
        do {
            if (work.call() == null) {
                throw new IllegalStateException("A contender answered nothing.");
            }
            runs++;
        } while (System.nanoTime() - began < turn.toNanos());
        return (double) (THREADS.getCurrentThreadCpuTime() - cpu) / runs;
    }
}
