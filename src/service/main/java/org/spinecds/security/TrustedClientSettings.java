package org.spinecds.security;

import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A client with trusted tokens.
 *
 * @param issuer {@code iss} of its tokens
 * @param keys a JWK Set file of its public keys
 * @param keysUrl the https address of its JWK Set
 * @param keyUrls https addresses a token may name as {@code jku}
 * @param algorithms for signatures; never none and never symmetric
 * @param tenants its tokens may name; empty means any, or none
 * @param fhirServers base URLs its calls may name, each among {@code spinecds.fhir.allowed-servers}; empty means all of
 *     those
 * @param explain whether its calls may request the assessment and an evaluation date; also needs {@code
 *     spinecds.explain}
 * @param ratingExtension whether it applies a changed order only with the extension {@code pama-rating}; it then says
 *     that no criteria were consulted
 * @param smart the worksheet as its SMART app
 */
public record TrustedClientSettings(
        @NotEmpty(message = "a client needs its issuer, as its tokens name it") String issuer,
        @Nullable Path keys,
        @Nullable URI keysUrl,
        @DefaultValue List<URI> keyUrls,
        @DefaultValue({"ES384", "RS384"}) List<String> algorithms,
        @DefaultValue List<String> tenants,
        @DefaultValue List<String> fhirServers,
        @DefaultValue("false") boolean explain,
        @DefaultValue("false") boolean ratingExtension,
        @DefaultValue SmartAppSettings smart) {

    public TrustedClientSettings {
        keyUrls = List.copyOf(keyUrls);
        algorithms = List.copyOf(algorithms);
        tenants = List.copyOf(tenants);
        fhirServers = List.copyOf(fhirServers);
    }
}
