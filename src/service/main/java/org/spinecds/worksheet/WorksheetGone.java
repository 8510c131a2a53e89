package org.spinecds.worksheet;

/** No worksheet has this handle: there never was one, it has expired, it could not be kept, or the rules read more now than was. */
public final class WorksheetGone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WorksheetGone() {
        super("There is no such worksheet any more.");
    }
}
