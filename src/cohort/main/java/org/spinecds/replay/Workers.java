package org.spinecds.replay;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Some threads that work on the parts of one task. After the end of a block none of them works on. */
final class Workers implements AutoCloseable {

    private static final int SECONDS = 60;

    private final ExecutorService pool;

    Workers(int threads) {
        pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "replay");
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> Future<T> begin(Callable<T> part) {
        return pool.submit(part);
    }

    /**
     * The result of a part, once it is there.
     *
     * @throws ExportUnreadable when this thread is interrupted
     * @throws IOException when the part failed with it
     */
    static <T> T result(Future<T> part) throws IOException {
        try {
            return part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExportUnreadable("The replay was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A part of the export could not be worked on.", e.getCause());
        }
    }

    /** Stops the parts that are left, and waits for their threads: they write to the work folder. */
    @Override
    public void close() {
        pool.shutdownNow();
        boolean isInterrupted = Thread.interrupted();
        try {
            if (!pool.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A thread of the replay does not stop.");
            }
        } catch (InterruptedException e) {
            isInterrupted = true;
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
