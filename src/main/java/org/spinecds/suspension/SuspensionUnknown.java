package org.spinecds.suspension;

/** No suspension that is in force has the identifier. */
public final class SuspensionUnknown extends RuntimeException {

    SuspensionUnknown() {
        super("No such suspension is in force.");
    }
}
