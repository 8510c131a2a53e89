package org.spinecds.patientdata;

import java.time.Duration;

/**
 * The moment by which the patient's data of one call must be read.
 *
 * @param nanoTime on the monotonic clock of {@link System#nanoTime}, in nanoseconds
 */
public record Deadline(long nanoTime) {

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** The time left; zero once the deadline has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    boolean hasPassed() {
        return remaining().isZero();
    }
}
