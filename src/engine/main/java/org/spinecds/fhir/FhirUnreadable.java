package org.spinecds.fhir;

/** What was sent as FHIR is not a readable R4 resource. The sentence quotes none of it. */
public final class FhirUnreadable extends RuntimeException {

    FhirUnreadable(String sentence) {
        super(sentence);
    }
}
