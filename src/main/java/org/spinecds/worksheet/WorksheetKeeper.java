package org.spinecds.worksheet;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Card;

/**
 * Gives a call its link and keeps the record behind it, after the answer and beside it: a call never waits for that. What
 * cannot be kept is counted ({@code spinecds.worksheet.lost}), and its link later says that there is nothing any more.
 */
public final class WorksheetKeeper {

    private static final Logger log = LoggerFactory.getLogger(WorksheetKeeper.class);
    private static final String KEPT = "spinecds.worksheet.kept";
    private static final String LOST = "spinecds.worksheet.lost";
    private static final int THREADS = 1;
    private static final int WAITING = 64;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final WorksheetAddress address;
    private final Seal seal;
    private final WorksheetStore store;
    private final Duration lifetime;
    private final MeterRegistry meters;
    private final Clock clock;
    private final ThreadPoolExecutor writers =
            new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
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

    /** The link for a call, before its record is kept; empty where the address of this service is not known. */
    public Optional<Offer> offer() {
        return address.base().map(base -> new Offer(base, Handle.random()));
    }

    /**
     * A handle and its link.
     *
     * @param base address of this service without a slash at its end
     */
    public record Offer(String base, Handle handle) {

        /** The link of a card; the handle is in its fragment, which a browser sends to nobody. */
        public Card.Link link(String label) {
            return new Card.Link(label, base + "/worksheet#" + handle.text(), "absolute", null);
        }

        /** The same as a SMART app: the EHR hands the handle over with the token of the launch (CDS Hooks 2.0.1, Link). */
        public Card.Link smartLink(String label) {
            return new Card.Link(label, base + "/worksheet/launch", "smart", handle.text());
        }
    }

    /**
     * Keeps a record until the lifetime of worksheets or of the call's token is over, whichever is first.
     *
     * @param tokenSeconds how long the token of the call lives; null where it brought none
     */
    public void keep(Handle handle, KeptRecord record, @Nullable Integer tokenSeconds) {
        Duration kept = tokenSeconds == null || lifetime.toSeconds() <= tokenSeconds
                ? lifetime
                : Duration.ofSeconds(tokenSeconds);
        Instant expires = clock.instant().plus(kept);
        try {
            writers.execute(() -> write(handle, record, expires));
        } catch (RejectedExecutionException e) {
            lost("too many are waiting");
        }
    }

    /** Seals a record as if it were to be kept, before the first is. */
    public void rehearse(KeptRecord record) {
        seal.closed(Handle.random(), record);
    }

    private void write(Handle handle, KeptRecord record, Instant expires) {
        try {
            store.keep(handle, seal.closed(handle, record), expires);
            meters.counter(KEPT).increment();
        } catch (RuntimeException e) {
            // Whatever failed, its message may quote the record.
            lost(e.getClass().getName());
        }
    }

    private void lost(String why) {
        meters.counter(LOST).increment();
        log.error("A worksheet could not be kept: {}", why);
    }

    /** Waits, for a moment at most, until all that was given to this instance before is kept. */
    void settle() {
        try {
            writers.submit(() -> {}).get(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.warn(
                    "Worksheets are kept slower than they are opened: {}",
                    e.getClass().getName());
        }
    }

    /** What is waiting is still kept when the service stops. */
    void close() throws InterruptedException {
        writers.shutdown();
        if (!writers.awaitTermination(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
            writers.shutdownNow().forEach(waiting -> lost("the service stops"));
        }
    }
}
