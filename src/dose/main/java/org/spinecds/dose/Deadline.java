package org.spinecds.dose;

/** Ends a computation that takes too long. */
final class Deadline implements Runnable {

    private final long end;

    /** The time is up, or the thread was interrupted. */
    static final class TimeIsUp extends RuntimeException {}

    Deadline(int seconds) {
        this.end = System.nanoTime() + seconds * 1_000_000_000L;
    }

    @Override
    public void run() {
        if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
            throw new TimeIsUp();
        }
    }
}
