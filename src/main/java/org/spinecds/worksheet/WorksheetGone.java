package org.spinecds.worksheet;

/** No worksheet has this handle: there never was one, it has expired, or it could not be kept. */
public final class WorksheetGone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WorksheetGone() {
        super("There is no such worksheet any more.");
    }
}
