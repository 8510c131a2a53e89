package org.spinecds.observability;

import java.util.Locale;

/** The stages of a call, in order. */
public enum Stage {
    GATHER,
    EVALUATE,
    DECIDE,
    RENDER;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
