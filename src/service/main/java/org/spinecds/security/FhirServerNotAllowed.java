package org.spinecds.security;

/** A call names a FHIR server that is not allowed. */
public final class FhirServerNotAllowed extends RuntimeException {

    FhirServerNotAllowed() {
        this("The fhirServer of this call is not among the servers this service may read"
                + " (spinecds.fhir.allowed-servers).");
    }

    private FhirServerNotAllowed(String sentence) {
        super(sentence);
    }

    static FhirServerNotAllowed forItsAddress() {
        return new FhirServerNotAllowed("The fhirServer of this call has a private address, and those are not allowed"
                + " (spinecds.fhir.private-addresses).");
    }
}
