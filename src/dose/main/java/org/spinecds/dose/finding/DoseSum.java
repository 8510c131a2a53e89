package org.spinecds.dose.finding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The doses of several plans together, as EQD2. It is shown beside the doses of the plans and replaces none of them.
 *
 * @param kind how the doses were added
 * @param rtplans SOP instance UIDs of the plans
 * @param structure the organ
 * @param eqd2Gy D0.03cc of the sum, in Gy; null where there is a reason
 * @param lowerBound the true sum may be higher
 * @param flags notes of the sum and of its parts
 * @param unknown the reason against the sum, or null
 */
public record DoseSum(
        Kind kind,
        List<String> rtplans,
        String structure,
        @Nullable Double eqd2Gy,
        boolean lowerBound,
        List<Note> flags,
        @Nullable RegistrationDoubt unknown) {

    /** The ways to add doses. */
    public enum Kind {
        /** At each point, in one frame of reference. */
        PHASES,
        /** At each point, over a registration of two frames of reference. */
        ACCUMULATED,
        /** The maxima are added, since the frames of reference differ. */
        SUM_OF_MAXIMA
    }

    public DoseSum {
        rtplans = List.copyOf(rtplans);
        flags = flags.stream()
                .distinct()
                .sorted(java.util.Comparator.comparing(Note::name))
                .toList();
    }
}
