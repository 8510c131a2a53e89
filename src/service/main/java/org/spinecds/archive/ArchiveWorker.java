package org.spinecds.archive;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.archive.ArchiveFailure.Problem;
import org.spinecds.archive.ArchiveReading.Result;
import org.spinecds.archive.DoseStore.Claimed;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Answers the questions to the archive beside the calls: one a patient, two on an instance, each within a time. The threads
 * that read the archive never touch the database, since they are interrupted when their time is over, and an interrupted
 * thread would close the file of H2.
 */
final class ArchiveWorker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ArchiveWorker.class);

    private static final int READINGS_AT_A_TIME = 2;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration TIME_TO_STORE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final DoseStore store;
    private final ArchiveReading archive;
    private final AskSeal seal;
    private final Duration deadline;
    private final Duration retention;
    private final Clock clock;
    private final ScheduledExecutorService workers =
            Executors.newScheduledThreadPool(READINGS_AT_A_TIME, named("archive-queue"));
    private final ExecutorService readers = Executors.newFixedThreadPool(READINGS_AT_A_TIME, named("archive-reader"));
    private volatile boolean isClosed;

    ArchiveWorker(DoseStore store, ArchiveReading archive, AskSeal seal, ArchiveSettings settings, Clock clock) {
        this.store = store;
        this.archive = archive;
        this.seal = seal;
        this.deadline = settings.deadline();
        this.retention = settings.retention();
        this.clock = clock;
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Begins to look for questions. */
    void start() {
        for (int worker = 0; worker < READINGS_AT_A_TIME; worker++) {
            Future<?> unused =
                    workers.scheduleWithFixedDelay(this::answerAll, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
        Future<?> unused =
                workers.scheduleWithFixedDelay(this::clean, 0, BETWEEN_CLEANINGS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Answers the questions that wait, one after the other. */
    void answerAll() {
        try {
            Optional<Claimed> claimed = next();
            while (claimed.isPresent()) {
                answer(claimed.get());
                claimed = next();
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn(
                    "Questions to the archive cannot be taken or answered now: {}",
                    e.getClass().getName());
        } catch (RuntimeException e) {
            // An exception here would end the repeated looks.
            log.error(
                    "Questions to the archive are not answered: {}",
                    e.getClass().getName());
        }
    }

    private Optional<Claimed> next() {
        return isClosed ? Optional.empty() : store.claim(deadline.plus(TIME_TO_STORE));
    }

    private void answer(Claimed claimed) {
        Future<Optional<Result>> reading;
        try {
            Ask ask = seal.opened(claimed.sealed());
            reading = readers.submit(() -> archive.read(ask, claimed.found()));
        } catch (RejectedExecutionException e) {
            store.giveBack(claimed);
            return;
        } catch (RuntimeException e) {
            fail(claimed, new ArchiveFailure(Problem.FAULT, "The question cannot be opened"));
            return;
        }
        try {
            Optional<Result> result = reading.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            boolean stored = result.isPresent() ? store.answer(claimed, result.get()) : store.unchanged(claimed);
            if (!stored) {
                log.warn("A reading of the archive ended after its claim; its doses are not kept.");
            }
        } catch (TimeoutException e) {
            reading.cancel(true);
            fail(
                    claimed,
                    new ArchiveFailure(Problem.TOO_LATE, "Reading took longer than " + deadline.toSeconds() + " s"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ArchiveFailure failure) {
                fail(claimed, failure);
            } else {
                fail(claimed, new ArchiveFailure(Problem.FAULT, "A fault: " + nameOf(e.getCause())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String nameOf(@Nullable Throwable fault) {
        return fault == null ? "" : fault.getClass().getSimpleName();
    }

    /** A reading that ends with the service has not failed: its question is given back. */
    private void fail(Claimed claimed, ArchiveFailure failure) {
        if (isClosed) {
            store.giveBack(claimed);
            return;
        }
        log.warn("The archive could not be read: {}, {}.", failure.problem(), failure.detail());
        store.failed(claimed, failure);
    }

    /** Looks now. */
    void wake() {
        try {
            workers.execute(this::answerAll);
        } catch (RejectedExecutionException e) {
            log.debug("The service ends; another instance answers.");
        }
    }

    private void clean() {
        try {
            archive.clean(clock.instant().minus(deadline).minus(TIME_TO_STORE));
            int forgotten = store.forget(clock.instant().minus(retention));
            if (forgotten > 0) {
                log.info("Doses of {} patients that no call asked about were removed.", forgotten);
            }
        } catch (RuntimeException e) {
            // An exception here would end the repeated cleanings.
            log.error("Old doses could not be removed: {}", e.getClass().getName());
        }
    }

    /** Ends readings and gives their questions back. */
    @Override
    public void close() {
        isClosed = true;
        readers.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(TIME_TO_STORE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Questions to the archive are given back when their claim is over.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
