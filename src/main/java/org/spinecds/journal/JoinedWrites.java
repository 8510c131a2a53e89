package org.spinecds.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
    private final AtomicBoolean isWriting = new AtomicBoolean();

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
        private final Duration gathering;
        private final Thread thread = Thread.currentThread();
        private @Nullable RuntimeException failure;
        private boolean isWritten;
        private volatile boolean isOver;

        private Waiting(T item, Duration gathering) {
            this.item = item;
            this.gathering = gathering;
        }

        private void tried(@Nullable RuntimeException failure) {
            this.failure = failure;
            this.isWritten = failure == null;
        }
    }

    /**
     * Returns when the item is written.
     *
     * @param gathering how long to wait for others that are about to come
     * @throws org.springframework.dao.DataAccessException as its write does, and when the writes before it do not end; whether it
     *     is written then is not known
     */
    void write(T item, Duration gathering) {
        Waiting<T> mine = new Waiting<>(item, gathering);
        waiting.add(mine);
        long end = System.nanoTime() + patience.toNanos();
        while (!mine.isOver) {
            long left = end - System.nanoTime();
            if (isWriting.compareAndSet(false, true)) {
                writeSomeUnless(mine);
            } else if (left <= 0 || mine.thread.isInterrupted()) {
                giveUp(mine);
            } else {
                LockSupport.parkNanos(this, left);
            }
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        if (!mine.isWritten) {
            throw new DataAccessResourceFailureException("The write was cut short.");
        }
    }

    private void writeSomeUnless(Waiting<T> mine) {
        try {
            if (!mine.isOver) {
                LockSupport.parkNanos(this, mine.gathering.toNanos());
                writeSome();
            }
        } finally {
            isWriting.set(false);
            wakeNext();
        }
    }

    /** Nobody is writing, or whoever was woken to write has gone: the first of those who wait shall look. */
    private void wakeNext() {
        Waiting<T> next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void giveUp(Waiting<T> mine) {
        waiting.remove(mine);
        wakeNext();
        if (!mine.isOver) {
            throw new QueryTimeoutException("The writes before this one have not ended.");
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
        }
        try {
            @Nullable RuntimeException failure = tryToWrite(some);
            // One that the database refuses may not take the others with it.
            boolean alone = failure instanceof DataIntegrityViolationException && some.size() > 1;
            for (Waiting<T> one : some) {
                one.tried(alone ? tryToWrite(List.of(one)) : failure);
            }
        } finally {
            // Whatever became of the write, nobody waits for it to be tried again.
            some.forEach(one -> {
                one.isOver = true;
                // Whoever wrote is awake, and would not wait for others the next time.
                if (one.thread != Thread.currentThread()) {
                    LockSupport.unpark(one.thread);
                }
            });
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
