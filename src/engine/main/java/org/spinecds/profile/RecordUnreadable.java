package org.spinecds.profile;

/** The record to validate is not FHIR JSON. */
public final class RecordUnreadable extends RuntimeException {

    RecordUnreadable(String sentence) {
        super(sentence);
    }
}
