package org.spinecds.journal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names for patients that only the holder of the key can tie to a record: HMAC-SHA-256 (RFC 2104) of the EHR and the
 * patient's id. The same patient has the same name as long as key and EHR are the same; a call that names no FHIR
 * server is of another EHR.
 */
public final class PatientPseudonyms {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * With a site's key.
     *
     * @param key of 32 characters or more
     */
    public PatientPseudonyms(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * The name of a patient, 64 hexadecimal digits.
     *
     * @param ehr the client and its FHIR server, in which ids are unique
     */
    public String of(String ehr, String patientId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ehr.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(patientId.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM + ".", e);
        }
    }
}
