package org.spinecds.archive;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision of a physicist about a dose of the archive.
 *
 * @param subject hash of the region of a dose, or of the object that is paired
 * @param place the number of decisions about this subject before it
 * @param numbers hash of the numbers that the physicist saw; empty for a pairing and a withdrawal
 * @param reason of a refusal or a withdrawal; empty without one
 * @param named the UID of the plan or the dose that is paired; empty for a verdict about a dose
 * @param rtplan the plan that a dose is paired with; empty without one
 * @param rtstruct the structure set that a dose is paired with; empty for that of the plan
 * @param course the reference of the course that a plan is paired with, or that an accepted dose had; empty without one
 * @param by the name of the physicist
 */
record Judgement(
        String subject,
        int place,
        Verdict verdict,
        String numbers,
        String reason,
        String named,
        String rtplan,
        String rtstruct,
        String course,
        String by,
        Instant at) {

    /** The kinds of decisions. */
    enum Verdict {
        /** The dose is right, with these numbers. */
        ACCEPTED,
        /** The dose is not to be used, with any numbers, until that is taken back. */
        REFUSED,
        /** A plan belongs to a course, or a dose to a plan and a structure set. */
        PAIRED,
        /** The decision before is taken back. */
        WITHDRAWN
    }

    /** A verdict about a region of a dose. */
    static Judgement about(KeptRegion region, int place, Verdict verdict, String reason, String by, Instant at) {
        return new Judgement(region.subject(), place, verdict, region.numbers(), reason, "", "", "", "", by, at);
    }

    /** Takes the decision before back. */
    static Judgement withdrawn(String subject, int place, String reason, String by, Instant at) {
        return new Judgement(subject, place, Verdict.WITHDRAWN, "", reason, "", "", "", "", by, at);
    }

    /** The same verdict, made for a course. */
    Judgement forCourse(@Nullable String other) {
        return new Judgement(
                subject,
                place,
                verdict,
                numbers,
                reason,
                named,
                rtplan,
                rtstruct,
                Objects.requireNonNullElse(other, ""),
                by,
                at);
    }

    /** Tells whether an acceptance was made for this course. A refusal and a pairing hold for any. */
    boolean isFor(@Nullable String other) {
        return verdict != Verdict.ACCEPTED || course.equals(Objects.requireNonNullElse(other, ""));
    }
}
