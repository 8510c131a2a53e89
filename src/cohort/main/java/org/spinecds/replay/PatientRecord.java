package org.spinecds.replay;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/**
 * The record of one patient, put together from the kept lines: the newest version of each resource that is not deleted. The records that
 * {@code Patient.link} joins are one.
 *
 * @param key the id of the patient, as {@code source/id} where there are several sources
 * @param id of the patient
 * @param isCandidate whether the rules may concern the patient; one who is none verifies that they do not
 * @param isComplete whether every line of the patient could be used, and no other record replaces this one
 * @param resources in the order of type and id; those that no rule reads are not among them
 * @param unreadable the lines that are no valid FHIR
 */
public record PatientRecord(
        String key,
        String id,
        boolean isCandidate,
        boolean isComplete,
        List<Resource> resources,
        List<Quarantined> unreadable) {

    public PatientRecord {
        resources = List.copyOf(resources);
        unreadable = List.copyOf(unreadable);
    }

    /** Its size only: the rest belongs to a patient. */
    @Override
    public String toString() {
        return "PatientRecord[" + resources.size() + " resources]";
    }
}
