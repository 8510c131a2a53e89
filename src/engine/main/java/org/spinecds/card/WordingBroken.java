package org.spinecds.card;

import org.jspecify.annotations.Nullable;

/** A card template or a phrase is missing or cannot be filled. Its message never carries patient data. */
public final class WordingBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WordingBroken(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /**
     * The fault behind another one, if it is of words; else the other one as such. Its message names what is missing, never
     * what is there.
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
