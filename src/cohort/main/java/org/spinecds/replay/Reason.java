package org.spinecds.replay;

/** The reason why a line of an export is not used. The patient that it names, as far as it can be read, is not evaluated. */
public enum Reason {
    /** No JSON object, or one that is cut, joined with another, or has a member of its header twice. */
    NOT_JSON,
    /** Bytes that are no UTF-8. */
    NOT_UTF8,
    /** Longer than {@link Lines#LONGEST}. */
    TOO_LONG,
    /** A JSON object that is no resource, or a Bundle that holds more than deletions. */
    NOT_A_RESOURCE,
    /** A resource of a record without an id, or without a patient that is named by id. */
    NO_PATIENT,
    /** Read by a rule, but no valid FHIR. */
    UNREADABLE,
    /** Of a patient with a record larger than can be evaluated. */
    RECORD_TOO_LARGE
}
