package org.spinecds.workbench;

import java.time.Instant;
import java.util.List;

/**
 * The activation of a content: a row of the shared history.
 *
 * @param number of the row; the largest is active
 * @param digest of the whole content
 * @param build that activated it
 * @param by the person or process
 * @param failing the failing cases at an override
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

    /** The kind of activation. */
    enum How {
        /** Its cases passed. */
        ACCEPTED,
        /** An administrator activated it again. */
        ROLLED_BACK,
        /** Two administrators activated it with failing cases. */
        OVERRIDDEN
    }
}
