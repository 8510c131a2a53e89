package org.spinecds.logic.evaluation;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;

/**
 * The expressions of one library that are asked for, of one patient.
 *
 * @param library by its name
 * @param expressions by their names
 * @param record every resource known of the patient, the Patient among them
 * @param parameters by {@code library.name}; those that are absent have their default
 * @param moment the time of evaluation; its date is the CQL's today
 */
public record RuleQuestion(
        String library,
        Set<String> expressions,
        List<? extends Resource> record,
        Map<String, Object> parameters,
        ZonedDateTime moment) {

    /** The library alone: the rest is of a patient. */
    @Override
    public String toString() {
        return "RuleQuestion[" + library + "]";
    }
}
