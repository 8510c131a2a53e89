package org.spinecds.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a token belongs to a trusted client, names this address, is valid now and was not used before (CDS Hooks
 * 2.0.1, Trusting CDS Clients). Cheap checks come first, the signature before the database.
 */
record ClientTokens(
        Map<String, TrustedClient> clientsByIssuer,
        UsedTokens used,
        Duration leeway,
        Duration longestLife,
        Clock clock) {

    private static final int LONGEST_TOKEN = 16_000;
    private static final int LONGEST_TEXT = 200;

    ClientTokens {
        clientsByIssuer = Map.copyOf(clientsByIssuer);
    }

    /**
     * Returns the client of a token.
     *
     * @param audience the called address, as clients know it
     * @throws TokenRefused when it is not trusted
     * @throws org.springframework.dao.DataAccessException when an earlier use cannot be ruled out
     */
    Client client(String token, String audience) throws TokenRefused {
        if (token.length() > LONGEST_TOKEN) {
            throw new TokenRefused("it is too long");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            return client(jwt, jwt.getJWTClaimsSet(), audience);
        } catch (ParseException | IllegalArgumentException e) {
            throw new TokenRefused("it is not a signed JWT");
        } catch (JOSEException e) {
            throw new TokenRefused("its signature cannot be verified");
        }
    }

    private Client client(SignedJWT jwt, JWTClaimsSet claims, String audience)
            throws TokenRefused, ParseException, JOSEException {
        JWSHeader header = jwt.getHeader();
        TrustedClient client = clientsByIssuer.get(String.valueOf(claims.getIssuer()));
        if (client == null) {
            throw new TokenRefused("its issuer is not a client");
        }
        refuseUnless(JOSEObjectType.JWT.equals(header.getType()), "its typ is not JWT");
        refuseUnless(header.getKeyID() != null, "it names no key");
        refuseUnless(client.allows(header.getAlgorithm()), "its algorithm is not allowed");
        refuseUnless(
                claims.getAudience().contains(audience), "it is for another address; expected as aud: " + audience);
        Instant expires = timesOf(claims);
        String tenant = text(claims, "tenant");
        refuseUnless(client.speaksFor(tenant), "its tenant is not allowed");
        String jti = text(claims, "jti");
        refuseUnless(!jti.isBlank(), "it has no jti");
        refuseUnless(isSigned(jwt, client), "its signature is not one of the client's");
        refuseUnless(used.use(client.name(), jti, expires), "it was used before");
        return client.forTenant(tenant);
    }

    private Instant timesOf(JWTClaimsSet claims) throws TokenRefused {
        Instant now = clock.instant();
        Instant expires = moment(claims.getExpirationTime());
        Instant issued = moment(claims.getIssueTime());
        Instant notBefore = moment(claims.getNotBeforeTime());
        if (expires == null || issued == null) {
            throw new TokenRefused("it has no exp or no iat");
        }
        refuseUnless(now.isBefore(expires.plus(leeway)), "it has expired");
        refuseUnless(!issued.isAfter(now.plus(leeway)), "it is issued in the future");
        refuseUnless(notBefore == null || !notBefore.isAfter(now.plus(leeway)), "it is not valid yet");
        refuseUnless(!expires.isAfter(now.plus(longestLife).plus(leeway)), "it lives too long");
        return expires;
    }

    private static boolean isSigned(SignedJWT jwt, TrustedClient client) throws TokenRefused, JOSEException {
        for (Key key : client.keysFor(jwt.getHeader())) {
            JWSVerifier verifier = new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), key);
            if (jwt.verify(verifier)) {
                return true;
            }
        }
        return false;
    }

    private static String text(JWTClaimsSet claims, String name) throws ParseException, TokenRefused {
        String text = claims.getStringClaim(name);
        refuseUnless(text == null || text.length() <= LONGEST_TEXT, "its " + name + " is too long");
        return text == null ? "" : text;
    }

    private static @Nullable Instant moment(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private static void refuseUnless(boolean fine, String reason) throws TokenRefused {
        if (!fine) {
            throw new TokenRefused(reason);
        }
    }
}
