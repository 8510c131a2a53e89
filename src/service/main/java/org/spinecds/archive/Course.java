package org.spinecds.archive;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Digest;

/**
 * A course of the record, or a planned one, as far as it can be held against a plan of the archive.
 *
 * @param reference such as {@code Procedure/c1}, or {@code ServiceRequest/p1} for a planned course
 * @param uids the UIDs that it names
 * @param partOf the references of the courses that it is a phase of; empty for a course of its own
 * @param over no fraction can follow: it is completed or stopped
 * @param start its first day; null where it is not known to the day
 * @param end its last day; null where it is not known to the day
 * @param fractions the fractions delivered; null where they are not on file
 * @param gray the dose delivered, in Gy; null where it is not on file
 */
record Course(
        String reference,
        Set<String> uids,
        Set<String> partOf,
        boolean over,
        @Nullable LocalDate start,
        @Nullable LocalDate end,
        @Nullable Integer fractions,
        @Nullable Double gray) {

    Course {
        uids = Set.copyOf(uids);
        partOf = Set.copyOf(partOf);
    }

    /** Returns the same course, naming these UIDs. */
    Course with(Set<String> others) {
        return new Course(reference, others, partOf, over, start, end, fractions, gray);
    }

    /** Tells whether it is a course of its own, not a phase of another. */
    boolean whole() {
        return partOf.isEmpty();
    }

    boolean isPlanned() {
        return reference.startsWith("ServiceRequest/");
    }

    /** Returns a fingerprint of the course as it was given: its state, its days and its dose, without the UIDs. */
    String given() {
        return Digest.of(String.join(
                "\n",
                reference,
                String.valueOf(over),
                String.valueOf(start),
                String.valueOf(end),
                String.valueOf(fractions),
                String.valueOf(gray)));
    }
}
