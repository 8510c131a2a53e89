package org.spinecds.security;

/** The list of allowed FHIR servers cannot work, so the service does not start. */
public final class FhirServersMisconfigured extends RuntimeException {

    FhirServersMisconfigured(String sentence) {
        super(sentence);
    }
}
