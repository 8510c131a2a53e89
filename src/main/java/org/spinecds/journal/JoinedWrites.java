package org.spinecds.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;

/**
 * Writes that come while others are on their way are written together, by one of those who wait for them: what costs is
 * the commit, and many calls at once need neither as many commits nor as many connections.
 *
 * @param <T> what is written
 */
final class JoinedWrites<T> {

    private static final int AT_ONCE = 64;

    private final Duration patience;
    private final Consumer<List<T>> write;
    private final Queue<Waiting<T>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * Writes that are joined.
     *
     * @param patience with the writes that are on their way before one's own
     * @param write writes all that it is given, or fails and writes nothing
     */
    JoinedWrites(Duration patience, Consumer<List<T>> write) {
        this.patience = patience;
        this.write = write;
    }

    private static final class Waiting<T> {

        private final T item;
        private boolean isTried;
        private @Nullable RuntimeException failure = new DataAccessResourceFailureException("The write was cut short.");

        private Waiting(T item) {
            this.item = item;
        }
    }

    /**
     * Returns when the item is written.
     *
     * @throws org.springframework.dao.DataAccessException as its write does, and when the writes before it do not end; whether it
     *     is written then is not known
     */
    void write(T item) {
        Waiting<T> mine = new Waiting<>(item);
        waiting.add(mine);
        if (!isMyTurn()) {
            waiting.remove(mine);
            throw new QueryTimeoutException("The writes before this one have not ended.");
        }
        try {
            while (!mine.isTried) {
                writeSome();
            }
        } finally {
            writing.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
    }

    private boolean isMyTurn() {
        try {
            return writing.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many wait while one is writing. */
    int waiting() {
        return waiting.size();
    }

    private void writeSome() {
        List<Waiting<T>> some = new ArrayList<>();
        for (Waiting<T> next = waiting.poll(); next != null; next = some.size() < AT_ONCE ? waiting.poll() : null) {
            some.add(next);
            // Whatever becomes of the write, nobody waits for it to be tried again.
            next.isTried = true;
        }
        @Nullable RuntimeException failure = tryToWrite(some);
        // One that the database refuses may not take the others with it.
        boolean alone = failure instanceof DataIntegrityViolationException && some.size() > 1;
        for (Waiting<T> one : some) {
            one.failure = alone ? tryToWrite(List.of(one)) : failure;
        }
    }

    private @Nullable RuntimeException tryToWrite(List<Waiting<T>> some) {
        try {
            write.accept(some.stream().map(one -> one.item).toList());
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
