package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;

/**
 * That a content came into force: a row of the history that all instances share.
 *
 * @param number of the row; the greatest is what is in force
 * @param digest of the whole content
 * @param build that took it into force
 * @param by whom or what
 * @param failing the cases that failed when it was taken into force all the same
 */
record InForce(
        long number,
        String digest,
        String version,
        String build,
        How how,
        Instant since,
        String by,
        String reason,
        List<String> failing) {

    InForce {
        failing = List.copyOf(failing);
    }

    /** In which way. */
    enum How {
        /** Its cases were as expected. */
        ACCEPTED,
        /** An administrator took it into force again. */
        ROLLED_BACK,
        /** Two administrators took it into force although cases failed. */
        OVERRIDDEN
    }
}
