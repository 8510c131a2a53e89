package org.spinecds.logic.evaluation;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;

/**
 * The expressions of one library to evaluate for one patient.
 *
 * @param library the name of the library
 * @param expressions the names of the expressions
 * @param record every known resource of the patient, the Patient among them
 * @param parameters by {@code library.name}; an absent parameter has its default
 * @param moment the time of evaluation; its date is today in CQL
 */
public record RuleQuestion(
        String library,
        Set<String> expressions,
        List<? extends Resource> record,
        Map<String, Object> parameters,
        ZonedDateTime moment) {

    /** The library only: the rest belongs to a patient. */
    @Override
    public String toString() {
        return "RuleQuestion[" + library + "]";
    }
}
