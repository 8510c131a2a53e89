package org.spinecds.suspension;

/** No active suspension has the identifier. */
public final class SuspensionUnknown extends RuntimeException {

    SuspensionUnknown() {
        super("No such suspension is in force.");
    }
}
