package org.spinecds.profile;

/** What was sent to be validated is not FHIR JSON. */
public final class RecordUnreadable extends RuntimeException {

    RecordUnreadable(String sentence) {
        super(sentence);
    }
}
