package org.spinecds.archive;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A course of the record, or a planned one, as far as it can be held against a plan of the archive.
 *
 * @param reference such as {@code Procedure/c1}, or {@code ServiceRequest/p1} for a planned course
 * @param uids the UIDs that it names
 * @param whole it is a course of its own, not a phase of another
 * @param start its first day; null where it is not known to the day
 * @param end its last day; null where it is not known to the day
 * @param fractions the fractions delivered; null where they are not on file
 * @param gray the dose delivered, in Gy; null where it is not on file
 */
record Course(
        String reference,
        Set<String> uids,
        boolean whole,
        @Nullable LocalDate start,
        @Nullable LocalDate end,
        @Nullable Integer fractions,
        @Nullable Double gray) {

    Course {
        uids = Set.copyOf(uids);
    }

    /** Returns the same course, naming these UIDs. */
    Course with(Set<String> others) {
        return new Course(reference, others, whole, start, end, fractions, gray);
    }

    boolean isPlanned() {
        return reference.startsWith("ServiceRequest/");
    }
}
