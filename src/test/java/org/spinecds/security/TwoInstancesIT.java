package org.spinecds.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.RunningJar;
import org.spinecds.journal.Databases;
import tools.jackson.databind.json.JsonMapper;

/** Two instances of the jar, in production mode, on one PostgreSQL. */
@Tag("full")
class TwoInstancesIT {

    private static final String BASE = "https://cds.example.org";
    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";

    @Test
    void knowEachOthersTokensAndCards(@TempDir Path folder) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("k").generate();
        Path keys = Files.writeString(folder.resolve("keys.json"), new JWKSet(key.toPublicJWK()).toString());
        String[] arguments = {
            "--spring.datasource.url=" + Databases.url("POSTGRESQL"),
            "--spring.datasource.username=postgres",
            "--spinecds.journal.key=a-key-that-both-instances-have-and-know",
            "--spinecds.fhir.allowed-servers=https://ehr.example.org/fhir",
            "--spinecds.security.base-url=" + BASE,
            "--spinecds.security.clients.ehr.issuer=https://ehr.example.org",
            "--spinecds.security.clients.ehr.keys=" + keys
        };
        String call = Files.readString(
                Path.of("cds-hooks/examples/spine-recurrence-order-select/plan-within-limits/request.json"));
        try (RunningJar one = RunningJar.start(folder, arguments);
                RunningJar other = RunningJar.start(folder, arguments)) {
            String token = token(key, SERVICE);
            HttpResponse<String> answer = one.post(SERVICE, call, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).isEqualTo(200);

            assertThat(other.post(SERVICE, call, "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(401);

            String card = JsonMapper.shared()
                    .readTree(answer.body())
                    .path("cards")
                    .path(0)
                    .path("uuid")
                    .asString();
            String feedback =
                    "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\"}]}"
                            .formatted(card);
            assertThat(other.post(
                                    SERVICE + "/feedback",
                                    feedback,
                                    "Authorization",
                                    "Bearer " + token(key, SERVICE + "/feedback"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static String token(ECKey key, String path) throws Exception {
        Instant now = Clock.systemUTC().instant();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID("k")
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://ehr.example.org")
                        .audience(BASE + path)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }
}
