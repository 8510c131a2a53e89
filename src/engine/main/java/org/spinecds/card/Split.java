package org.spinecds.card;

import java.util.List;

/** A list divided into the items that a card shows and the items beyond. */
record Split<T>(List<T> first, List<T> rest) {

    Split {
        first = List.copyOf(first);
        rest = List.copyOf(rest);
    }

    static <T> Split<T> of(List<T> all, int most) {
        int shown = Math.min(most, all.size());
        return new Split<>(all.subList(0, shown), all.subList(shown, all.size()));
    }
}
