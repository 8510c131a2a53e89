package org.spinecds.archive;

/** The archive could not be read completely. The message has no data of the patient. */
final class ArchiveFailure extends Exception {

    private final Problem problem;

    /** The kinds of failures. */
    enum Problem {
        /** No connection, no answer in time, or a fault of the archive (HTTP 5xx). */
        NOT_ANSWERED,
        /** The archive refuses, redirects, or has no such object (HTTP 3xx and 4xx). */
        REFUSED,
        /** An answer is not of the form of DICOMweb. */
        NOT_UNDERSTOOD,
        /** An answer ends early. */
        CUT,
        /** An answer holds another object than the one that was asked for. */
        WRONG_OBJECT,
        /** The patient has more series than the limit. */
        TOO_MANY_SERIES,
        /** The objects of the patient are larger than the limit. */
        TOO_LARGE,
        /** The time for a patient is over. */
        TOO_LATE,
        /** The reading ended this service, or never ended, several times. */
        KEPT_FAILING,
        /** A fault of this service. */
        FAULT
    }

    ArchiveFailure(Problem problem, String detail) {
        super(detail);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
