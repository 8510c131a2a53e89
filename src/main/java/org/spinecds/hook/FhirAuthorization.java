package org.spinecds.hook;

import org.jspecify.annotations.Nullable;

/**
 * The access a call lends to the service (CDS Hooks 2.0.1, Passing the Access Token to the CDS Service). It lives for
 * one call and is never written anywhere.
 *
 * @param accessToken empty when the client has none to give, as one real client does
 * @param expiresIn seconds
 * @param patient the patient the token is limited to, by id
 */
public record FhirAuthorization(
        String accessToken,
        String tokenType,
        @Nullable Integer expiresIn,
        @Nullable String scope,
        @Nullable String subject,
        @Nullable String patient) {

    /** Whether the token was of no use any more when the call was made. */
    public boolean hasExpired() {
        return expiresIn != null && expiresIn <= 0;
    }

    @Override
    public String toString() {
        return "FhirAuthorization[token hidden]";
    }
}
