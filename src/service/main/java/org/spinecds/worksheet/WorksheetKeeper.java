package org.spinecds.worksheet;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Gives a call its link, and keeps the record behind it. No call waits for this. One thread seals the records and
 * writes all that wait in one statement. Sealing takes a tenth of the time of a call, and under load a single thread
 * gets less than a tenth of the processors. So where 16 records wait already, the thread of the call seals its own
 * record, after the answer is sent. A record that cannot be kept is counted ({@code spinecds.worksheet.lost}), and its
 * link then shows that there is no worksheet.
 */
public final class WorksheetKeeper {

    private static final Logger log = LoggerFactory.getLogger(WorksheetKeeper.class);
    private static final String KEPT = "spinecds.worksheet.kept";
    private static final String LOST = "spinecds.worksheet.lost";
    private static final int WAITING = 500;
    /** Unsealed records are large; a sealed one has a few kilobytes. */
    private static final int WAITING_UNSEALED = 16;

    /** The longest wait for a place in the queue, by a thread that has sent its answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int AT_ONCE = 64;
    private static final Duration GATHERING = Duration.ofMillis(50);
    private static final int ATTEMPTS = 10;
    private static final String STOPS = "the service stops";
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final WorksheetAddress address;
    private final Seal seal;
    private final WorksheetStore store;
    private final Duration lifetime;
    private final MeterRegistry meters;
    private final Clock clock;
    private final BlockingQueue<Supplier<Optional<WorksheetStore.Row>>> waiting = new ArrayBlockingQueue<>(WAITING);
    private final CountDownLatch stops = new CountDownLatch(1);
    private final Set<Handle> beingKept = ConcurrentHashMap.newKeySet();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "worksheet-keeper");
        thread.setDaemon(true);
        return thread;
    });

    WorksheetKeeper(
            WorksheetAddress address,
            Seal seal,
            WorksheetStore store,
            Duration lifetime,
            MeterRegistry meters,
            Clock clock) {
        this.address = address;
        this.seal = seal;
        this.store = store;
        this.lifetime = lifetime;
        this.meters = meters;
        this.clock = clock;
        meters.counter(KEPT);
        meters.counter(LOST);
    }

    /** The link for a call, before its record is kept; empty where no address of this service is known. */
    public Optional<Offer> offer() {
        return address.base().map(base -> new Offer(base, Handle.random(clock)));
    }

    /**
     * A handle with its link.
     *
     * @param base the address of this service, without a slash at its end
     */
    public record Offer(String base, Handle handle) {

        /** The link of a card. The handle is in its fragment, which a browser sends to no server. */
        public Card.Link link(String label) {
            return new Card.Link(label, base + "/worksheet#" + handle.text(), "absolute", null);
        }

        /** The link as a SMART app. The EHR returns the handle with the token of the launch (CDS Hooks 2.0.1, Link). */
        public Card.Link smartLink(String label) {
            return new Card.Link(label, base + "/worksheet/launch", "smart", handle.text());
        }
    }

    /**
     * Keeps a record until the lifetime of worksheets or of the call's token ends, whichever is first.
     *
     * @param tokenSeconds the lifetime of the call's token in seconds; null where the call had none
     */
    public void keep(Handle handle, KeptRecord record, @Nullable Integer tokenSeconds) {
        Duration kept = tokenSeconds == null || lifetime.toSeconds() <= tokenSeconds
                ? lifetime
                : Duration.ofSeconds(tokenSeconds);
        Instant expires = clock.instant().plus(kept);
        beingKept.add(handle);
        if (waiting.size() < WAITING_UNSEALED) {
            waitInLine(handle, () -> sealed(handle, record, expires));
        } else {
            afterTheAnswer(() -> {
                Optional<WorksheetStore.Row> row = sealed(handle, record, expires);
                waitInLine(handle, () -> row);
            });
        }
    }

    /** Seals a record without keeping it, so that the first call finds the classes loaded. */
    public void rehearse(KeptRecord record) {
        seal.closed(Handle.random(clock), record);
    }

    /** Runs the work after the response of the web request; at once where there is no web request. */
    private static void afterTheAnswer(Runnable work) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request == null) {
            work.run();
        } else {
            request.registerDestructionCallback(WorksheetKeeper.class.getName(), work, RequestAttributes.SCOPE_REQUEST);
        }
    }

    private void waitInLine(Handle handle, Supplier<Optional<WorksheetStore.Row>> row) {
        try {
            if (waiting.offer(row, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                writer.execute(this::writeWaiting);
            } else {
                lost(List.of(handle), "too many are waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lost(List.of(handle), STOPS);
        } catch (RejectedExecutionException e) {
            if (waiting.remove(row)) {
                lost(List.of(handle), STOPS);
            }
        }
    }

    private Optional<WorksheetStore.Row> sealed(Handle handle, KeptRecord record, Instant expires) {
        try {
            return Optional.of(new WorksheetStore.Row(handle, seal.closed(handle, record), expires));
        } catch (RuntimeException e) {
            lost(List.of(handle), e.getClass().getName());
            return Optional.empty();
        }
    }

    private void writeWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        letSomeGather();
        List<Supplier<Optional<WorksheetStore.Row>>> next = new ArrayList<>();
        waiting.drainTo(next, AT_ONCE);
        List<WorksheetStore.Row> rows =
                next.stream().flatMap(row -> row.get().stream()).toList();
        if (!rows.isEmpty()) {
            write(rows, ATTEMPTS);
        }
    }

    /**
     * Waits 50 ms, so that one commit has several records: commits are the costly part, and no clinician opens a
     * worksheet that soon.
     */
    private void letSomeGather() {
        try {
            stops.await(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<WorksheetStore.Row> rows, int attempts) {
        try {
            store.keep(rows);
        } catch (RuntimeException e) {
            if (attempts > 1) {
                write(rows, attempts - 1);
            } else {
                lost(
                        rows.stream().map(WorksheetStore.Row::handle).toList(),
                        e.getClass().getName());
            }
            return;
        }
        meters.counter(KEPT).increment(rows.size());
        rows.forEach(row -> beingKept.remove(row.handle()));
    }

    /**
     * The reason is a text of this class or the name of an exception, never its message, which may quote the record.
     */
    private void lost(List<Handle> handles, String why) {
        meters.counter(LOST).increment(handles.size());
        log.error("Worksheets that could not be kept: {}, {}", handles.size(), why);
        handles.forEach(beingKept::remove);
    }

    /** Whether this instance has a record that is not in the database yet. */
    boolean isKeeping(Handle handle) {
        return beingKept.contains(handle);
    }

    /** Writes the waiting records, for at most five seconds. */
    void close() throws InterruptedException {
        stops.countDown();
        writer.shutdown();
        if (!writer.awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
            writer.shutdownNow();
            lost(List.copyOf(beingKept), STOPS);
        }
    }
}
