package org.spinecds.command;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;

/** Shows progress after two seconds: on a terminal in place, else with a line from time to time. */
final class Progress implements AutoCloseable {

    private static final int SECONDS_WITHOUT_A_WORD = 2;
    private static final int SECONDS_BETWEEN_LINES = 10;

    private final PrintWriter err;
    private volatile String what;
    private volatile int all;
    private final AtomicInteger done = new AtomicInteger();
    private final boolean isTerminal = Ansi.AUTO.enabled();
    private final Thread teller = new Thread(this::tellUntilInterrupted, "progress");
    private volatile boolean isShown;

    private Progress(PrintWriter err, String what, int all) {
        this.err = err;
        this.what = what;
        this.all = all;
        teller.setDaemon(true);
    }

    /** Begins the progress of a number of steps. */
    static Progress of(PrintWriter err, String what, int all) {
        Progress progress = new Progress(err, what, all);
        progress.teller.start();
        return progress;
    }

    /** Shows that a task without measurable progress is running. */
    static <T> T during(PrintWriter err, String what, Supplier<T> work) {
        try (Progress progress = of(err, what, 0)) {
            T done = work.get();
            progress.one();
            return done;
        }
    }

    /** Tells the part of another step that is done. */
    void at(String step, int part, int parts) {
        what = step;
        all = parts;
        done.set(part);
    }

    void one() {
        done.incrementAndGet();
    }

    private void tellUntilInterrupted() {
        try {
            TimeUnit.SECONDS.sleep(SECONDS_WITHOUT_A_WORD);
            while (true) {
                tell();
                TimeUnit.SECONDS.sleep(isTerminal ? 1 : SECONDS_BETWEEN_LINES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        isShown = true;
        String text = what + (all == 0 ? " …" : " … " + done.get() + " of " + all);
        if (isTerminal) {
            err.print("\r" + text);
        } else {
            err.println(text);
        }
        err.flush();
    }

    @Override
    public void close() {
        teller.interrupt();
        if (isShown && isTerminal) {
            err.print("\r" + " ".repeat(what.length() + 24) + "\r");
            err.flush();
        }
    }
}
