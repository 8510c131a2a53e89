package org.spinecds.fhir;

/** A text sent as FHIR is not a readable R4 resource. The message quotes none of it. */
public final class FhirUnreadable extends RuntimeException {

    FhirUnreadable(String sentence) {
        super(sentence);
    }
}
