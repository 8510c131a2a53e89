package org.spinecds.dose.dicom;

import org.jspecify.annotations.Nullable;

/**
 * The patient that an object names.
 *
 * @param id PatientID, byte for byte, without the padding at its end; empty for nobody
 * @param issuer its issuer, or null
 * @param birthDate eight digits, or null
 */
public record Patient(String id, @Nullable String issuer, @Nullable String birthDate) {

    /** Tells whether both are one patient: the same id, and the same issuer and birth date where both have one. */
    public boolean is(Patient other) {
        return !id.isEmpty() && id.equals(other.id) && agree(issuer, other.issuer) && agree(birthDate, other.birthDate);
    }

    private static boolean agree(@Nullable String one, @Nullable String other) {
        return one == null || other == null || one.equals(other);
    }

    /** Holds no data of the patient, so that a log does not. */
    @Override
    public String toString() {
        return "Patient";
    }
}
