package org.spinecds.security;

/** A call names a FHIR server that this service may not be sent to. */
public final class FhirServerNotAllowed extends RuntimeException {

    FhirServerNotAllowed() {
        super("The fhirServer of this call is not among the servers this service may read"
                + " (spinecds.fhir.allowed-servers).");
    }
}
