package org.spinecds.dose.finding;

import java.util.Collection;
import java.util.Set;

/** The notes that make a number a lower bound: the true dose may be higher. */
public final class LowerBound {

    private static final Set<Note> NOTES = Set.of(
            Reason.GRID_TOO_SMALL,
            Reason.ORGAN_CUT,
            Reason.ONLY_TRUE_CORD,
            Flag.HOLE,
            Flag.PLANES_NEAR,
            Flag.RING_CROSSES_ITSELF,
            Flag.PRESCRIPTION_UNKNOWN,
            Flag.LEVELS_UPSIDE_DOWN,
            Flag.PARTS_MISSING);

    private LowerBound() {}

    /** Tells whether one of the notes makes a lower bound. */
    public static boolean isMadeBy(Collection<? extends Note> notes) {
        return notes.stream().anyMatch(NOTES::contains);
    }
}
