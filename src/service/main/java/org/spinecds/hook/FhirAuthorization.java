package org.spinecds.hook;

import org.jspecify.annotations.Nullable;

/**
 * The access token of a call (CDS Hooks 2.0.1, Passing the Access Token to the CDS Service). It lives for one call and
 * is never stored or logged.
 *
 * @param accessToken may be empty, as with one real client
 * @param expiresIn seconds
 * @param patient id of the patient to which the token is limited
 */
public record FhirAuthorization(
        String accessToken,
        String tokenType,
        @Nullable Integer expiresIn,
        @Nullable String scope,
        @Nullable String subject,
        @Nullable String patient) {

    /** Whether the token had already expired at the call. */
    public boolean hasExpired() {
        return expiresIn != null && expiresIn <= 0;
    }

    @Override
    public String toString() {
        return "FhirAuthorization[token hidden]";
    }
}
