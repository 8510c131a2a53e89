package org.spinecds.journal;

import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * Pseudonyms of patients: HMAC-SHA-256 (RFC 2104) of the EHR and the patient's id. Only the holder of the key can link
 * one to a record. A patient keeps the pseudonym as long as the key and the EHR stay the same. A call without a FHIR
 * server counts as another EHR.
 */
public record PatientPseudonyms(JournalSettings settings) {

    /**
     * The pseudonym of a patient, 64 hexadecimal digits.
     *
     * @param ehr the client and its FHIR server: the scope within which patient ids are unique
     */
    public String of(String ehr, String patientId) {
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, settings.key()).hmacHex(ehr + "\0" + patientId);
    }
}
