package org.spinecds.dose.dicom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.spinecds.dose.setting.DoseSettings.Limits;

/** An object that a dose needs. */
public sealed interface RtObject permits DoseObject, StructureSet, Plan, TreatmentRecord, Registration {

    /** Returns the identity of the object. */
    Header header();

    /**
     * The identity of an object.
     *
     * @param sopClass SOP class UID
     * @param uid SOP instance UID
     * @param patient the patient
     */
    record Header(String sopClass, String uid, Patient patient) {}

    /**
     * Reads a file.
     *
     * @return the object; nothing for a file that is no DICOM or that no dose needs
     * @throws ObjectUnreadable where it is damaged, encoded in a way that is not read, or beyond a limit
     */
    static Optional<RtObject> read(Path path, Limits limits) throws IOException, ObjectUnreadable {
        Optional<DataSet> read = DicomFile.read(path, limits);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        DataSet data = read.get();
        String sopClass = data.required(Tag.SOP_CLASS_UID);
        try {
            Header header = new Header(sopClass, data.required(Tag.SOP_INSTANCE_UID), patient(data));
            return Optional.of(
                    switch (sopClass) {
                        case SopClass.DOSE -> DoseObject.of(header, data);
                        case SopClass.STRUCTURE_SET -> StructureSet.of(header, data);
                        case SopClass.PLAN, SopClass.ION_PLAN -> Plan.of(header, data);
                        case SopClass.REGISTRATION -> Registration.of(header, data);
                        default -> TreatmentRecord.of(header, data);
                    });
        } catch (ObjectUnreadable unreadable) {
            throw new ObjectUnreadable(unreadable.getMessage(), sopClass);
        }
    }

    private static Patient patient(DataSet data) {
        String id = data.raw(Tag.PATIENT_ID)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .orElse("");
        return new Patient(
                id,
                data.text(Tag.ISSUER_OF_PATIENT_ID).orElse(null),
                data.text(Tag.PATIENT_BIRTH_DATE).orElse(null));
    }
}
