package org.spinecds.worksheet;

import org.jspecify.annotations.Nullable;

/** A file of the worksheet is missing or cannot be used. The message has no patient data. */
public final class WorksheetBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorksheetBroken(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
