package org.spinecds.replay;

/** The export cannot be read as a whole; the message is for the user and names files alone. */
public final class ExportUnreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExportUnreadable(String message) {
        super(message);
    }

    public ExportUnreadable(String message, Throwable cause) {
        super(message, cause);
    }
}
