package org.spinecds.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Writes that come while others are on their way are written together, by one of those who wait for them: what costs is
 * the commit, and many calls at once need neither as many commits nor as many connections.
 *
 * @param <T> what is written
 */
final class JoinedWrites<T> {

    private static final int AT_ONCE = 64;

    private final Consumer<List<T>> write;
    private final Queue<Waiting<T>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * Writes that are joined.
     *
     * @param write writes all that it is given, or fails and writes nothing
     */
    JoinedWrites(Consumer<List<T>> write) {
        this.write = write;
    }

    private static final class Waiting<T> {

        private final T item;
        private boolean isTried;
        private @Nullable RuntimeException failure;

        private Waiting(T item) {
            this.item = item;
        }
    }

    /** Returns when the item is written, and fails as its write does. */
    void write(T item) {
        Waiting<T> mine = new Waiting<>(item);
        waiting.add(mine);
        writing.lock();
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

    /** How many wait while one is writing. */
    int waiting() {
        return waiting.size();
    }

    private void writeSome() {
        List<Waiting<T>> some = new ArrayList<>();
        for (Waiting<T> next = waiting.poll(); next != null; next = some.size() < AT_ONCE ? waiting.poll() : null) {
            some.add(next);
        }
        @Nullable RuntimeException failure = tryToWrite(some);
        // One that the database refuses may not take the others with it.
        boolean alone = failure instanceof DataIntegrityViolationException && some.size() > 1;
        for (Waiting<T> one : some) {
            one.failure = alone ? tryToWrite(List.of(one)) : failure;
            one.isTried = true;
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
