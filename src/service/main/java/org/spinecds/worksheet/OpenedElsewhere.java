package org.spinecds.worksheet;

/** Another browser opened this worksheet first. */
public final class OpenedElsewhere extends RuntimeException {

    OpenedElsewhere() {
        super("The worksheet was opened in another browser.");
    }
}
