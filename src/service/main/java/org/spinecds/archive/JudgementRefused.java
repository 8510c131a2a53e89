package org.spinecds.archive;

/** A decision about a dose is not taken. The message says why, without data of the patient. */
public final class JudgementRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /** The kinds of refusals. */
    public enum Why {
        /** The form is not of a page of this service, for this user. */
        NOT_OUR_FORM,
        /** A part of the decision is missing or malformed. */
        INCOMPLETE,
        /** There is no such dose any more. */
        GONE,
        /** Another decision about the dose came first. */
        DECIDED_MEANWHILE
    }

    JudgementRefused(Why why, String sentence) {
        super(sentence);
        this.why = why;
    }

    /** Returns the kind. */
    public Why why() {
        return why;
    }
}
