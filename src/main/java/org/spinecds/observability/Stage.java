package org.spinecds.observability;

import java.util.Locale;

/** What a call goes through, in this order. */
public enum Stage {
    GATHER,
    EVALUATE,
    DECIDE,
    RENDER;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
