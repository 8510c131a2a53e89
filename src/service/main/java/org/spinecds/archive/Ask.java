package org.spinecds.archive;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.pairing.Pairing.ByHand;

/**
 * The question of a call to the archive.
 *
 * @param patient the patient as the archive knows it
 * @param courses the courses of the record, in the order of their references
 * @param pairs the plan and the structure set of doses that a physicist paired, by the UID of the dose
 * @param byHand the UIDs of the plans that a physicist paired with a course; the numbers decide nothing about them
 */
record Ask(Patient patient, List<Course> courses, Map<String, ByHand> pairs, Set<String> byHand) {

    Ask {
        courses = List.copyOf(courses);
        pairs = Map.copyOf(pairs);
        byHand = Set.copyOf(byHand);
    }

    /** Asks without pairings. */
    Ask(Patient patient, List<Course> courses) {
        this(patient, courses, Map.of(), Set.of());
    }

    /** Returns the question of the same call with the pairings of physicists. */
    Ask with(Judgements judgements) {
        return new Ask(patient, judgements.paired(courses), judgements.objects(), judgements.plansByHand());
    }

    /** Returns the question as JSON. Equal questions have equal texts. */
    String json() {
        return KeptJson.MAPPER.writeValueAsString(this);
    }

    /** Reads a question that {@link #json} wrote. */
    static Ask of(String json) {
        return KeptJson.MAPPER.readValue(json, Ask.class);
    }

    /** Holds no data of the patient, so that a log does not. */
    @Override
    public String toString() {
        return "Ask";
    }
}
