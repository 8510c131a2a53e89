package org.spinecds.patientdata;

import java.util.List;
import org.hl7.fhir.r4.model.Resource;

/** The gathered resources of one patient, by their types. */
public record PatientData(List<Resource> all) {

    public PatientData {
        all = List.copyOf(all);
    }

    /** The resources of one type. */
    public <T extends Resource> List<T> all(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public String toString() {
        return "PatientData[" + all.size() + " resources]";
    }
}
