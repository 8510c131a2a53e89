package org.spinecds.card;

import org.jspecify.annotations.Nullable;

/** A card template or a phrase is missing or cannot be filled. Its message never carries patient data. */
public final class WordingBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WordingBroken(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
