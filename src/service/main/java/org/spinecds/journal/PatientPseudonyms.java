package org.spinecds.journal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pseudonyms of patients: HMAC-SHA-256 (RFC 2104) of the EHR and the patient's id. Only the holder of the key can link
 * one to a record. A patient keeps the pseudonym as long as the key and the EHR stay the same. A call without a FHIR
 * server counts as another EHR.
 */
public final class PatientPseudonyms {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * Makes pseudonyms with a site's key.
     *
     * @param key of 32 characters or more
     */
    public PatientPseudonyms(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * The pseudonym of a patient, 64 hexadecimal digits.
     *
     * @param ehr the client and its FHIR server: the scope within which patient ids are unique
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
