package org.spinecds.logic;

import tools.jackson.core.JacksonException;

/** The guideline's CQL could not be evaluated for this patient. The message has no patient data. */
public final class LogicFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogicFailed(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** The message, and the class and place of each cause; without any value. */
    public String where() {
        StringBuilder where = new StringBuilder(String.valueOf(getMessage()));
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            where.append(' ').append(cause.getClass().getName());
            if (cause instanceof JacksonException mismatch) {
                where.append(" in ").append(mismatch.getPathReference());
            }
            StackTraceElement[] frames = cause.getStackTrace();
            if (frames.length > 0) {
                where.append(" at ").append(frames[0]);
            }
        }
        return where.toString();
    }
}
