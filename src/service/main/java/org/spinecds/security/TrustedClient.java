package org.spinecds.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client with trusted tokens: its keys, algorithms and tenants. */
final class TrustedClient {

    private static final Duration KEYS_LIVE = Duration.ofMinutes(5);
    private static final Duration KEYS_ARE_AWAITED = Duration.ofSeconds(2);
    private static final Duration KEYS_OUTLIVE_THEIR_SERVER = Duration.ofHours(4);
    private static final Duration UNKNOWN_KEYS_ARE_LOOKED_FOR = Duration.ofSeconds(5);

    private final Client client;
    private final Set<JWSAlgorithm> algorithms;
    private final Set<String> tenants;
    private final @Nullable JWKSource<SecurityContext> configuredKeys;
    private final Map<URI, JWKSource<SecurityContext>> keysByUrl = new HashMap<>();

    /**
     * Reads the settings of a client.
     *
     * @param servers its calls may name
     * @throws SecurityMisconfigured when its tokens could never be trusted, or would be trusted too easily
     */
    TrustedClient(
            String name,
            TrustedClientSettings configured,
            FhirServerAllowList servers,
            boolean mayExplain,
            boolean plainHttpOnLoopback) {
        this.client = new Client(
                name,
                "",
                servers,
                mayExplain,
                configured.ratingExtension(),
                configured.smart().isRegistered());
        this.tenants = Set.copyOf(configured.tenants());
        this.algorithms = configured.algorithms().stream().map(this::algorithm).collect(Collectors.toUnmodifiableSet());
        Path file = configured.keys();
        URI url = configured.keysUrl();
        configured.keyUrls().forEach(allowed -> keysByUrl.put(allowed, remote(allowed, plainHttpOnLoopback)));
        configuredKeys = file != null ? fromFile(file) : url == null ? null : remote(url, plainHttpOnLoopback);
        if (configuredKeys == null && keysByUrl.isEmpty()) {
            throw refusal("it has neither keys, nor keys-url, nor key-urls");
        }
    }

    boolean allows(JWSAlgorithm algorithm) {
        return algorithms.contains(algorithm);
    }

    boolean speaksFor(String tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }

    /**
     * The keys that may have signed a token.
     *
     * @throws TokenRefused when there is none, or they cannot be read
     */
    List<? extends Key> keysFor(JWSHeader header) throws TokenRefused {
        JWKSource<SecurityContext> source = keysByUrl.getOrDefault(header.getJWKURL(), configuredKeys);
        if (source == null) {
            throw new TokenRefused("its jku is not among the client's key-urls");
        }
        try {
            return new JWSVerificationKeySelector<>(algorithms, source).selectJWSKeys(header, null);
        } catch (KeySourceException e) {
            throw new TokenRefused("the client's keys cannot be read");
        }
    }

    String name() {
        return client.name();
    }

    Client forTenant(String tenant) {
        return client.of(tenant);
    }

    private JWKSource<SecurityContext> fromFile(Path file) {
        try {
            JWKSet keys = JWKSet.parse(Files.readString(file));
            if (keys.getKeys().stream().anyMatch(JWK::isPrivate)) {
                throw refusal("its keys file " + file + " holds a private key; put the public keys alone there");
            }
            return new ImmutableJWKSet<>(keys);
        } catch (IOException | ParseException e) {
            throw refusal("its keys file " + file + " is not a readable JWK Set");
        }
    }

    private JWKSource<SecurityContext> remote(URI url, boolean plainHttpOnLoopback) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        boolean loopback = Set.of("127.0.0.1", "localhost").contains(String.valueOf(url.getHost()));
        if (!scheme.equals("https") && !(scheme.equals("http") && loopback && plainHttpOnLoopback)) {
            throw refusal("the address of its keys, " + url + ", must be https");
        }
        try {
            return JWKSourceBuilder.create(url.toURL(), new KeySetRetriever())
                    .cache(KEYS_LIVE.toMillis(), KEYS_ARE_AWAITED.toMillis())
                    .rateLimited(UNKNOWN_KEYS_ARE_LOOKED_FOR.toMillis())
                    .outageTolerant(KEYS_OUTLIVE_THEIR_SERVER.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw refusal("the address of its keys, " + url + ", is not one");
        }
    }

    private JWSAlgorithm algorithm(String text) {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(text);
        if (!JWSAlgorithm.Family.SIGNATURE.contains(algorithm)) {
            throw refusal(
                    "its algorithm " + text + " is not a public-key signature (CDS Hooks 2.0.1, Trusting CDS Clients)");
        }
        return algorithm;
    }

    private SecurityMisconfigured refusal(String why) {
        return new SecurityMisconfigured("spinecds.security.clients." + client.name() + " is refused: " + why + ".");
    }
}
