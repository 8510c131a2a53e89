package org.spinecds.command;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Tells people that something goes on, once it has taken two seconds: on a terminal in place, else a line now and then. */
final class Progress implements AutoCloseable {

    private static final int SECONDS_WITHOUT_A_WORD = 2;
    private static final int SECONDS_BETWEEN_LINES = 10;

    private final PrintWriter err;
    private final String what;
    private final AtomicInteger done = new AtomicInteger();
    private final int all;
    private final boolean isTerminal = CommandLine.Help.Ansi.AUTO.enabled();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> ticking;
    private volatile boolean isShown;

    private Progress(PrintWriter err, String what, int all) {
        this.err = err;
        this.what = what;
        this.all = all;
        ticking = ticks.scheduleAtFixedRate(
                this::tell, SECONDS_WITHOUT_A_WORD, isTerminal ? 1 : SECONDS_BETWEEN_LINES, TimeUnit.SECONDS);
    }

    /** Tells that one thing goes on, of which nobody knows how far it is. */
    static <T> T during(PrintWriter err, String what, Supplier<T> work) {
        try (Progress progress = new Progress(err, what, 0)) {
            T done = work.get();
            progress.one();
            return done;
        }
    }

    static Progress of(PrintWriter err, String what, int all) {
        return new Progress(err, what, all);
    }

    void one() {
        done.incrementAndGet();
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
        ticking.cancel(false);
        ticks.shutdown();
        if (isShown && isTerminal) {
            err.print("\r" + " ".repeat(what.length() + 24) + "\r");
            err.flush();
        }
    }
}
