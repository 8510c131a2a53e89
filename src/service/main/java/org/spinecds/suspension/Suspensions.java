package org.spinecds.suspension;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.card.Identifiers;
import org.spinecds.decision.Suspension;
import org.spinecds.guideline.ActiveGuideline;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The site's suspensions, the same on every instance. An instance knows its own changes at once, and those of others
 * within half a second, from a separate thread. A call reads them from memory. While the database cannot be read, the
 * last known state applies. A suspension ends automatically at its end.
 */
public final class Suspensions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Suspensions.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofDays(14);
    private static final int LONGEST_REASON = 160;
    private static final int LONGEST_NAME = 200;

    private final SuspensionStore store;
    private final ActiveGuideline guideline;
    private final Clock clock;
    private volatile List<Suspension> known;
    private volatile boolean isUpToDate = true;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "suspensions");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Reads the suspensions now and repeatedly.
     *
     * @throws DataAccessException when they cannot be read: the service must not start without them
     */
    Suspensions(SuspensionStore store, ActiveGuideline guideline, Clock clock) {
        this.store = store;
        this.guideline = guideline;
        this.clock = clock;
        this.known = store.inForce(clock.instant());
        Future<?> unused = reader.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A suspension requested by an administrator; missing values are empty.
     *
     * @param kind {@code CARD}, {@code OPTION}, {@code SUGGESTION} or {@code SERVICE}
     * @param code of the card kind, the option or the suggestion; may be empty for the service
     * @param lasts an ISO 8601 duration such as {@code PT4H}, where {@code until} is empty
     * @param until an ISO 8601 time with its offset, where {@code lasts} is empty
     */
    public record Wish(String kind, String code, String reason, String lasts, String until) {}

    /** The active suspensions, the oldest first. */
    public List<Suspension> inForce() {
        List<Suspension> now = known;
        if (now.isEmpty()) {
            return now;
        }
        Instant moment = clock.instant();
        return now.stream().filter(one -> one.until().isAfter(moment)).toList();
    }

    /** Whether the last read from the database succeeded. */
    boolean isUpToDate() {
        return isUpToDate;
    }

    /** The items of the active content that can be suspended: text by code. */
    public Map<String, String> suspendable(Suspension.Kind kind) {
        return guideline.current().cards().suspendable(kind);
    }

    /**
     * Suspends an item on every instance, from now on.
     *
     * @param by the administrator
     * @throws SuspensionRefused when the item is unknown, or the reason or a valid end is missing
     * @throws DataAccessException when the database cannot store it; then nothing is suspended
     */
    public Suspension suspend(Wish wish, String by) {
        Suspension.Kind kind = kind(wish.kind());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Suspension made = new Suspension(
                Identifiers.next(),
                kind,
                code(kind, wish.code()),
                reason(wish.reason()),
                named(by),
                now,
                end(wish, now));
        store.add(made);
        log.warn("{} suspends {} {} until {}: {}", made.by(), made.kind(), made.code(), made.until(), made.reason());
        look();
        return made;
    }

    /**
     * Ends a suspension early, on every instance.
     *
     * @param by the administrator
     * @throws SuspensionUnknown when no active suspension has this identifier
     * @throws DataAccessException when the database cannot store it; then it stays active
     */
    public void lift(String id, String by) {
        UUID which;
        try {
            which = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new SuspensionUnknown();
        }
        if (!store.lift(which, named(by), clock.instant())) {
            throw new SuspensionUnknown();
        }
        log.warn("{} lifts the suspension {}.", named(by), which);
        look();
    }

    private static String named(String by) {
        return by.substring(0, Math.min(LONGEST_NAME, by.length()));
    }

    private static Suspension.Kind kind(String text) {
        for (Suspension.Kind kind : Suspension.Kind.values()) {
            if (kind.name().equals(text.strip())) {
                return kind;
            }
        }
        throw new SuspensionRefused(
                "The kind must be one of " + List.of(Suspension.Kind.values()) + ": \"kind\": \"OPTION\".");
    }

    private String code(Suspension.Kind kind, String text) {
        String code = text.isBlank() && kind == Suspension.Kind.SERVICE ? Suspension.ALL : text.strip();
        Map<String, String> codes = suspendable(kind);
        if (!codes.containsKey(code)) {
            throw new SuspensionRefused("There is no such " + kind
                    + " in the content in force. The code must be one of " + codes.keySet() + ".");
        }
        return code;
    }

    private static String reason(String text) {
        String reason = text.strip();
        if (reason.isEmpty()) {
            throw new SuspensionRefused("A reason is needed: clinicians read it on the card.");
        }
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new SuspensionRefused("The reason must be one line of at most " + LONGEST_REASON + " characters.");
        }
        return reason;
    }

    private static Instant end(Wish wish, Instant now) {
        if (wish.lasts().isBlank() == wish.until().isBlank()) {
            throw new SuspensionRefused(
                    "An end is needed: either how long it lasts, \"for\": \"PT4H\", or \"until\": \"2026-12-01T06:00:00Z\".");
        }
        try {
            Instant end = wish.until().isBlank()
                    ? now.plus(Duration.parse(wish.lasts().strip()))
                    : OffsetDateTime.parse(wish.until().strip()).toInstant();
            if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
                throw new SuspensionRefused(
                        "The end must lie ahead, and within " + LONGEST.toDays() + " days from now.");
            }
            return end.truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException | ArithmeticException e) {
            throw new SuspensionRefused(
                    "The end is not understood: \"for\": \"PT4H\" is four hours, \"until\": \"2026-12-01T06:00:00Z\" a time.");
        }
    }

    /** Synchronized, so that a read from before a change never overwrites one from after it. */
    private synchronized void look() {
        try {
            known = store.inForce(clock.instant());
            isUpToDate = true;
        } catch (DataAccessException | TransactionException e) {
            if (isUpToDate) {
                log.error(
                        "Suspensions cannot be read; the last that were known hold: {}",
                        e.getClass().getName());
            }
            isUpToDate = false;
        } catch (RuntimeException e) {
            // An exception here would end the repeated reads.
            log.error("Suspensions cannot be read: {}", e.getClass().getName());
            isUpToDate = false;
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
