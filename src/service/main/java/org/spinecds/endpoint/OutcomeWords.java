package org.spinecds.endpoint;

import org.springframework.http.MediaType;

/** The texts of an OperationOutcome for a status without an exception of this service. */
final class OutcomeWords {

    static final MediaType FHIR_JSON = MediaType.valueOf("application/fhir+json");

    private OutcomeWords() {}

    /** A code of FHIR's issue-type value set. */
    static String code(int status) {
        return switch (status) {
            case 401 -> "login";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405, 415 -> "not-supported";
            case 409 -> "conflict";
            case 412 -> "incomplete";
            case 413 -> "too-long";
            case 503 -> "throttled";
            default -> status < 500 ? "invalid" : "exception";
        };
    }

    static String sentence(int status) {
        return switch (status) {
            case 400 -> "The request is not well-formed.";
            case 401 -> "The request is not authenticated.";
            case 403 -> "The request is not allowed.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not answer that method.";
            case 406 -> "The answer is not available in the media type asked for.";
            case 413 -> "The request is too large.";
            case 503 -> "The service cannot answer now; try again.";
            case 415 -> "The body of a call must be application/json.";
            default -> status < 500 ? "The request was refused." : "The service failed to answer this call.";
        };
    }
}
