package org.spinecds.worksheet;

/**
 * There is no worksheet for this handle: it never existed, it has expired, it could not be kept, or the rules now use
 * other resources than were kept.
 */
public final class WorksheetGone extends RuntimeException {

    public WorksheetGone() {
        super("There is no such worksheet any more.");
    }
}
