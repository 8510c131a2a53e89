package org.spinecds.card;

import org.jspecify.annotations.Nullable;

/** A template, a phrase or a file of the worksheet is missing or cannot be used. The message has no patient data. */
public final class WordingBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WordingBroken(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /**
     * The first {@link WordingBroken} among a fault and its causes; without one, a new one with this sentence. The
     * message names a missing thing, never a value of the record.
     */
    static WordingBroken behind(RuntimeException fault, String sentence) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof WordingBroken broken) {
                return broken;
            }
        }
        return new WordingBroken(sentence + fault.getMessage(), fault);
    }
}
