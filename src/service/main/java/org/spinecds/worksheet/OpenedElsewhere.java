package org.spinecds.worksheet;

/** Another browser opened this worksheet first. */
public final class OpenedElsewhere extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OpenedElsewhere() {
        super("The worksheet was opened in another browser.");
    }
}
