package org.spinecds.guideline;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The guideline in force, and those that were before it. A call asks for the current one once, at its beginning, and
 * keeps to it; a change of the guideline in force reaches the next call.
 */
public final class ActiveGuideline {

    private final int most;
    private final Clock clock;
    private volatile List<Kept> kept;

    /** A guideline that was in force, and since when; of one in force again, since it is so again. */
    public record Kept(Guideline guideline, Instant since) {}

    /**
     * Begins with one guideline.
     *
     * @param most the greatest number of guidelines that are kept
     */
    public ActiveGuideline(Guideline first, int most, Clock clock) {
        this.most = most;
        this.clock = clock;
        this.kept = List.of(new Kept(first, clock.instant()));
    }

    public Guideline current() {
        return kept.get(0).guideline();
    }

    /** Those that are kept, the one in force first, then the one that was in force before it. */
    public List<Kept> kept() {
        return kept;
    }

    /** Takes a guideline into force; one of the same version is replaced by it. */
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
