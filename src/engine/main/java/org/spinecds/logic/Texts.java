package org.spinecds.logic;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The texts that a resource must have, so that a define can be true for it. Null stands for texts that are not known. */
sealed interface Texts {

    /** Whether a resource with these texts has those that it must have. */
    boolean areIn(Set<String> written);

    /**
     * A resource must have one of these texts.
     *
     * @param exact whole texts, such as codes
     * @param beginnings of texts
     */
    record OneOf(Set<String> exact, Set<String> beginnings) implements Texts {

        public OneOf {
            exact = Set.copyOf(exact);
            beginnings = Set.copyOf(beginnings);
        }

        @Override
        public boolean areIn(Set<String> written) {
            return written.stream()
                    .anyMatch(
                            text -> exact.contains(text) || beginnings.stream().anyMatch(text::startsWith));
        }
    }

    /** A resource must have the texts of the one and those of the other. */
    record Both(Texts one, Texts other) implements Texts {

        @Override
        public boolean areIn(Set<String> written) {
            return one.areIn(written) && other.areIn(written);
        }
    }

    /** A resource must have the texts of the one or those of the other. */
    record Either(Texts one, Texts other) implements Texts {

        @Override
        public boolean areIn(Set<String> written) {
            return one.areIn(written) || other.areIn(written);
        }
    }

    /** One of some texts exactly. */
    static Texts exactly(Set<String> texts) {
        return new OneOf(texts, Set.of());
    }

    /** The beginning of a text. */
    static Texts beginning(String text) {
        return new OneOf(Set.of(), Set.of(text));
    }

    /** The texts where one of two conditions must hold: not known where those of one are not. */
    static @Nullable Texts either(@Nullable Texts one, @Nullable Texts other) {
        if (one == null || other == null) {
            return null;
        }
        return one instanceof OneOf first && other instanceof OneOf second
                ? new OneOf(joined(first.exact(), second.exact()), joined(first.beginnings(), second.beginnings()))
                : new Either(one, other);
    }

    /** The texts where both of two conditions must hold: those of the one that are known, at least. */
    static @Nullable Texts both(@Nullable Texts one, @Nullable Texts other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new Both(one, other);
    }

    private static Set<String> joined(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
