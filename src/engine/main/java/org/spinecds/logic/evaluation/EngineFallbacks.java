package org.spinecds.logic.evaluation;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the fallbacks since the start of the process: a prepared rule failed, and the engine was asked. The answer is
 * the same, but slower. A fallback is a fault, and a test with one fails.
 */
public final class EngineFallbacks {

    private static final LongAdder HAPPENED = new LongAdder();

    private EngineFallbacks() {}

    /** The number of fallbacks. */
    public static long count() {
        return HAPPENED.sum();
    }

    /** Counts one fallback. */
    public static void happened() {
        HAPPENED.increment();
    }
}
