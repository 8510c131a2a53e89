package org.spinecds.guideline;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The active guideline and earlier ones. A call takes the active one once, at its beginning, and uses no other; a
 * change applies to the next call.
 */
public final class ActiveGuideline {

    private final int most;
    private final Clock clock;
    private volatile List<Kept> kept;

    /** A guideline and the time of its activation, or of its last reactivation. */
    public record Kept(Guideline guideline, Instant since) {}

    /**
     * Starts with one guideline.
     *
     * @param most the largest number of guidelines kept
     */
    public ActiveGuideline(Guideline first, int most, Clock clock) {
        this.most = most;
        this.clock = clock;
        this.kept = List.of(new Kept(first, clock.instant()));
    }

    public Guideline current() {
        return kept.get(0).guideline();
    }

    /** The kept guidelines, the active one first, then the previous ones. */
    public List<Kept> kept() {
        return kept;
    }

    /** Activates a guideline; it replaces one of the same version. */
    public synchronized void activate(Guideline next) {
        List<Kept> changed = new ArrayList<>();
        changed.add(new Kept(next, clock.instant()));
        kept.stream()
                .filter(before -> !before.guideline().version().equals(next.version()))
                .limit(most - 1L)
                .forEach(changed::add);
        kept = List.copyOf(changed);
    }
}
