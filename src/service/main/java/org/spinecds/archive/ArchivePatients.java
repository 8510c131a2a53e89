package org.spinecds.archive;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;

/** Tells who a patient of FHIR is in the archive. */
final class ArchivePatients {

    /** Other letters depend on the character set of an object; star, question mark and backslash match other patients. */
    private static final Pattern USABLE = Pattern.compile("[ -~&&[^*?\\\\]]{1,64}");

    private static final Pattern FULL_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final Collection<IdentifierSettings> identifiers;

    ArchivePatients(Collection<IdentifierSettings> identifiers) {
        this.identifiers = List.copyOf(identifiers);
    }

    /** Returns the patient of the archive; nothing where there is no identifier for it, or more than one. */
    Optional<org.spinecds.dose.dicom.Patient> of(Patient patient) {
        List<org.spinecds.dose.dicom.Patient> found = patient.getIdentifier().stream()
                .filter(identifier -> identifier.getUse() != Identifier.IdentifierUse.OLD)
                .flatMap(identifier -> of(
                        identifier.getSystem(),
                        identifier.getValue(),
                        patient.getBirthDateElement().getValueAsString())
                        .stream())
                .distinct()
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Returns the patient of an identifier and a date of birth. */
    Optional<org.spinecds.dose.dicom.Patient> of(
            @Nullable String system, @Nullable String value, @Nullable String birthDate) {
        String id = Objects.requireNonNullElse(value, "").stripTrailing();
        boolean isFull = birthDate != null && FULL_DATE.matcher(birthDate).matches();
        return identifiers.stream()
                .filter(one -> one.system().equals(system) && USABLE.matcher(id).matches())
                .findFirst()
                .map(one -> new org.spinecds.dose.dicom.Patient(
                        id, one.issuer(), isFull ? String.valueOf(birthDate).replace("-", "") : null));
    }
}
