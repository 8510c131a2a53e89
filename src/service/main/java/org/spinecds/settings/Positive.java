package org.spinecds.settings;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Checks of settings that must be above zero. */
public final class Positive {

    private Positive() {}

    /**
     * Refuses a time of zero or less.
     *
     * @param key of the setting, for the sentence
     * @throws IllegalArgumentException for such a time
     */
    public static void required(Duration value, String key) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(key + " must be longer than nothing.");
        }
    }

    /**
     * Refuses a size of zero or less, or of 2 GB or more.
     *
     * @param key of the setting, for the sentence
     * @throws IllegalArgumentException for such a size
     */
    public static void required(DataSize value, String key) {
        if (value.toBytes() <= 0 || value.toBytes() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(key + " must lie between 1 byte and 2 GB.");
        }
    }
}
