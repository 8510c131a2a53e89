package org.spinecds.logic.evaluation;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often a prepared rule failed and the engine was asked in its place, since this process began. The answer is the same,
 * only slower; a fallback is a fault all the same, and a test in which one happens fails.
 */
public final class EngineFallbacks {

    private static final LongAdder HAPPENED = new LongAdder();

    private EngineFallbacks() {}

    /** How often it happened. */
    public static long count() {
        return HAPPENED.sum();
    }

    /** One more. */
    public static void happened() {
        HAPPENED.increment();
    }
}
