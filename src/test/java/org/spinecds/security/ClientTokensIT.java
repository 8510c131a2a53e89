package org.spinecds.security;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.spinecds.call.DecisionSupport;
import org.spinecds.card.HookResponse;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** CDS Hooks 2.0.1, Trusting CDS Clients: R113 to R124. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spinecds.fhir.allowed-servers=https://ehr.example.org/fhir,https://other.example.org/fhir",
            "spinecds.fhir.plain-http-on-loopback=true",
            "spinecds.cors.allowed-origins=https://ehr.example.org",
            "spinecds.security.client-tokens=true",
            "spinecds.security.base-url=https://cds.example.org/",
            "spinecds.security.clients.by-url.issuer=https://ehr.example.org",
            "spinecds.security.clients.by-url.tenants=north",
            "spinecds.security.clients.by-file.issuer=https://files.example.org",
            "spinecds.security.clients.by-file.algorithms=RS384",
            "spinecds.security.clients.by-jku.issuer=https://jku.example.org",
            "spinecds.security.clients.by-jku.fhir-servers=https://other.example.org/fhir",
        })
@Import(ClientTokensIT.WhoIsCalling.class)
@ExtendWith(OutputCaptureExtension.class)
class ClientTokensIT {

    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String EXTERNAL = "https://cds.example.org";
    private static final String CALL =
            """
            {"hook": "order-select", "hookInstance": "i", "context": {"userId": "Practitioner/1", "patientId": "p1",
             "selections": [], "draftOrders": {"resourceType": "Bundle"}}}
            """;

    private static final WireMockServer KEYS = new WireMockServer(options().dynamicPort());
    private static final ECKey EC = ec("ec-1");
    private static final ECKey NEXT = ec("ec-2");
    private static final RSAKey RSA = rsa();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    ClientTokensIT(@LocalServerPort int port) {
        this.port = port;
    }

    /** Answers with the name and tenant of the client that called. */
    @TestConfiguration(proxyBeanMethods = false)
    static class WhoIsCalling {

        @Bean
        @Primary
        DecisionSupport whoIsCalling() {
            return (guideline, service, request) -> {
                request.client().servers().check(URI.create("https://other.example.org/fhir"));
                return new HookResponse(
                        List.of(),
                        Map.of(
                                "who",
                                request.client().name() + " " + request.client().tenant()));
            };
        }
    }

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) throws Exception {
        KEYS.start();
        serve("/keys", EC);
        serve("/jku", EC);
        Path file = Files.createTempFile("keys", ".json");
        Files.writeString(file, new JWKSet(RSA.toPublicJWK()).toString());
        registry.add("spinecds.security.clients.by-url.keys-url", () -> KEYS.baseUrl() + "/keys");
        registry.add("spinecds.security.clients.by-file.keys", file::toString);
        registry.add("spinecds.security.clients.by-jku.key-urls", () -> KEYS.baseUrl() + "/jku");
    }

    @AfterAll
    static void stop() {
        KEYS.stop();
    }

    @Test
    void r115ACallWithATokenIsAnsweredAsItsClient() throws Exception {
        HttpResponse<String> answer = call(token(claims -> {}));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"who\":\"by-url north\"");
    }

    @Test
    void r115DiscoveryAndFeedbackNeedOneToo() throws Exception {
        assertThat(send("/cds-services", null).statusCode()).isEqualTo(401);
        assertThat(send("/cds-services", token(claims -> claims.audience(EXTERNAL + "/cds-services")))
                        .statusCode())
                .isEqualTo(200);
        refused(post(SERVICE + "/feedback", token(claims -> {})));
        assertThat(post(SERVICE + "/feedback", token(claims -> claims.audience(EXTERNAL + SERVICE + "/feedback")))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void r118TheAudienceIsTheExactExternalAddress() throws Exception {
        refused(call(token(claims -> claims.audience("http://localhost:" + port + SERVICE))));
        refused(call(token(claims -> claims.audience(EXTERNAL + "/cds-services"))));
        refused(call(token(claims -> claims.audience(EXTERNAL + SERVICE + "/"))));
        refused(call(token(claims -> claims.audience((String) null))));
        assertThat(call(token(claims -> claims.audience(List.of("https://elsewhere", EXTERNAL + SERVICE))))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void r117TimesAreLookedAtWithALeeway() throws Exception {
        refused(call(token(claims -> claims.expirationTime(in(-31)))));
        refused(call(token(claims -> claims.expirationTime(null))));
        refused(call(token(claims -> claims.expirationTime(in(3700)))));
        refused(call(token(claims -> claims.issueTime(in(40)))));
        refused(call(token(claims -> claims.issueTime(null))));
        refused(call(token(claims -> claims.notBeforeTime(in(40)))));
        assertThat(call(token(claims ->
                                claims.issueTime(in(5)).notBeforeTime(in(5)).expirationTime(in(300))))
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(token(claims -> claims.expirationTime(in(-5)))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void r123ATokenIsGoodForOneCall() throws Exception {
        String token = token(claims -> {});

        assertThat(call(token).statusCode()).isEqualTo(200);
        refused(call(token));
        refused(call(token(claims -> claims.jwtID(null))));
    }

    @Test
    void r121IssuerAndTenantAreOnTheList() throws Exception {
        refused(call(token(claims -> claims.issuer("https://evil.example.org"))));
        refused(call(token(claims -> claims.issuer(null))));
        refused(call(token(claims -> claims.claim("tenant", "south"))));
        refused(call(token(claims -> claims.claim("tenant", null))));
    }

    @Test
    void r119UnsignedAndSymmetricTokensAreRefused() throws Exception {
        refused(call(new PlainJWT(claims(it -> {})).serialize()));
        SignedJWT symmetric = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS384)
                        .type(JOSEObjectType.JWT)
                        .keyID("ec-1")
                        .build(),
                claims(it -> {}));
        symmetric.sign(new MACSigner("a secret that is long enough for this algorithm, surely"));
        refused(call(symmetric.serialize()));
        refused(call("x.y.z"));
        refused(call(""));
        refused(call("a".repeat(7000)));
    }

    @Test
    void r120AnAlgorithmTheClientIsNotConfiguredForIsRefused() throws Exception {
        Consumer<JWTClaimsSet.Builder> byFile = claims -> claims.issuer("https://files.example.org");
        assertThat(call(signed(rsaHeader(JWSAlgorithm.RS384), new RSASSASigner(RSA), byFile))
                        .body())
                .contains("by-file");
        refused(call(signed(rsaHeader(JWSAlgorithm.RS256), new RSASSASigner(RSA), byFile)));
        refused(call(signed(rsaHeader(JWSAlgorithm.PS384), new RSASSASigner(RSA), byFile)));
    }

    @Test
    void r116ANameOfTheKeyAndTheTypeAreNeeded() throws Exception {
        refused(call(signed(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .build(),
                new ECDSASigner(EC),
                claims -> {})));
        refused(call(signed(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID("ec-1").build(), new ECDSASigner(EC), claims -> {})));
    }

    @Test
    void r122AForeignKeyIsRefusedUnderAKnownName() throws Exception {
        refused(call(signed(header("ec-1", null), new ECDSASigner(ec("ec-1")), claims -> {})));
    }

    @Test
    void r122ARotatedKeyIsFound() throws Exception {
        refused(call(signed(header("ec-2", null), new ECDSASigner(NEXT), claims -> {})));
        serve("/keys", EC, NEXT);
        Instant patience = Clock.systemUTC().instant().plusSeconds(20);
        int status = 401;
        while (status != 200 && Clock.systemUTC().instant().isBefore(patience)) {
            Thread.sleep(500);
            status = call(signed(header("ec-2", null), new ECDSASigner(NEXT), claims -> {}))
                    .statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void r121OnlyAnAllowedJkuIsFollowed() throws Exception {
        Consumer<JWTClaimsSet.Builder> byJku = claims -> claims.issuer("https://jku.example.org");
        serve("/evil", NEXT);
        KEYS.stubFor(get("/moved").willReturn(aResponse().withStatus(302).withHeader("Location", "/jku")));

        assertThat(call(signed(header("ec-1", "/jku"), new ECDSASigner(EC), byJku))
                        .body())
                .contains("by-jku");
        refused(call(signed(header("ec-2", "/evil"), new ECDSASigner(NEXT), byJku)));
        refused(call(signed(header("ec-1", "/moved"), new ECDSASigner(EC), byJku)));
        refused(call(signed(header("ec-1", null), new ECDSASigner(EC), byJku)));
        assertThat(KEYS.getAllServeEvents())
                .noneMatch(event -> event.getRequest().getUrl().equals("/evil")
                        || event.getRequest().getUrl().equals("/moved"));
    }

    @Test
    void r124APreflightNeedsNoToken() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + SERVICE))
                        .header("Origin", "https://ehr.example.org")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization, content-type")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("https://ehr.example.org");
    }

    @Test
    void r53NeitherTokenNorItsPartsAreLogged(CapturedOutput output) throws Exception {
        String token = token(claims -> claims.audience("https://elsewhere"));
        String jti = SignedJWT.parse(token).getJWTClaimsSet().getJWTID();

        refused(call(token));

        assertThat(output).contains("its token is refused: it is for another address");
        assertThat(output.toString()).doesNotContain(token, token.substring(token.lastIndexOf('.')), jti);
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    private static Date in(long seconds) {
        return Date.from(Clock.systemUTC().instant().plusSeconds(seconds));
    }

    private static JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("https://ehr.example.org")
                .audience(EXTERNAL + SERVICE)
                .issueTime(in(0))
                .expirationTime(in(300))
                .claim("tenant", "north")
                .jwtID(UUID.randomUUID().toString());
        change.accept(claims);
        return claims.build();
    }

    private static String token(Consumer<JWTClaimsSet.Builder> change) throws Exception {
        return signed(header("ec-1", null), new ECDSASigner(EC), change);
    }

    private static JWSHeader header(String key, @Nullable String jku) {
        return new JWSHeader.Builder(JWSAlgorithm.ES384)
                .type(JOSEObjectType.JWT)
                .keyID(key)
                .jwkURL(jku == null ? null : URI.create(KEYS.baseUrl() + jku))
                .build();
    }

    private static JWSHeader rsaHeader(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID("rsa-1")
                .build();
    }

    private static String signed(JWSHeader header, JWSSigner signer, Consumer<JWTClaimsSet.Builder> change)
            throws Exception {
        SignedJWT jwt = new SignedJWT(header, claims(change));
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static void serve(String path, ECKey... keys) {
        KEYS.stubFor(get(path)
                .willReturn(okJson(
                        new JWKSet(List.of(keys).stream().map(key -> (JWK) key).toList())
                                .toPublicJWKSet()
                                .toString())));
    }

    private static ECKey ec(String name) {
        try {
            return new ECKeyGenerator(Curve.P_384).keyID(name).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> call(String token) throws Exception {
        return post(SERVICE, token);
    }

    private HttpResponse<String> post(String path, String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(CALL))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.GET().build(), BodyHandlers.ofString());
    }
}
