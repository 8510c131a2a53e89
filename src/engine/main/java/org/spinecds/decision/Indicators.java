package org.spinecds.decision;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The urgency of cards (CDS Hooks 2.0.1, Card Attributes, indicator). */
public final class Indicators {

    private static final List<String> LOUDEST_FIRST = List.of("critical", "warning", "info");

    private Indicators() {}

    /** The most urgent indicator; null where none is given. */
    public static @Nullable String loudest(Collection<String> indicators) {
        return LOUDEST_FIRST.stream().filter(indicators::contains).findFirst().orElse(null);
    }
}
