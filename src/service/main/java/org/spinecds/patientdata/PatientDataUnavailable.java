package org.spinecds.patientdata;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Needed data of the patient could not be read completely, so no conclusion may be drawn. */
public final class PatientDataUnavailable extends RuntimeException {

    private final transient List<String> unread;

    /**
     * Names the parts that could not be read.
     *
     * @param reasons by prefetch key or resource type, without data of the patient
     */
    public PatientDataUnavailable(Map<String, String> reasons) {
        super("The patient's data could not be read completely: " + sentence(reasons) + ".");
        this.unread = List.copyOf(new TreeMap<>(reasons).keySet());
    }

    /** The prefetch keys and resource types that could not be read, sorted. */
    public List<String> unread() {
        return unread;
    }

    private static String sentence(Map<String, String> reasons) {
        return new TreeMap<>(reasons)
                .entrySet().stream()
                        .map(reason -> reason.getKey() + " (" + reason.getValue() + ")")
                        .collect(Collectors.joining(", "));
    }
}
