package org.spinecds.patientdata;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the last read of an EHR was answered. */
final class LastRead {

    private volatile @Nullable Boolean answered;

    void was(boolean answered) {
        this.answered = answered;
    }

    /** Empty where nothing was read yet. */
    Optional<Boolean> answered() {
        return Optional.ofNullable(answered);
    }
}
