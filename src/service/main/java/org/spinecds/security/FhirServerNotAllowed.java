package org.spinecds.security;

/** A call names a FHIR server that is not allowed. */
public final class FhirServerNotAllowed extends RuntimeException {

    FhirServerNotAllowed(String sentence) {
        super(sentence);
    }
}
