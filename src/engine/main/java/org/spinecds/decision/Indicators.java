package org.spinecds.decision;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How loudly cards speak (CDS Hooks 2.0.1, Card Attributes, indicator). */
public final class Indicators {

    private static final List<String> LOUDEST_FIRST = List.of("critical", "warning", "info");

    private Indicators() {}

    /** The loudest of them; null of none. */
    public static @Nullable String loudest(Collection<String> indicators) {
        return LOUDEST_FIRST.stream().filter(indicators::contains).findFirst().orElse(null);
    }
}
