package org.spinecds.replay;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.FhirUnreadable;
import org.spinecds.fhir.PlainForm;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.logic.EntryTest;
import org.spinecds.logic.LogicFailed;
import org.spinecds.mapping.LocalCodes;
import tools.jackson.databind.JsonNode;

/**
 * The rules of one content, as far as a cohort is searched for them.
 *
 * @param candidates for each guideline; empty where a guideline does not tell, so that every patient is a candidate
 * @param readings the resources that the rules read, for each service that is asked
 * @param plainForm of a record
 * @param localCodes of the site
 * @param moment of the evaluation of a candidate; no such rule depends on it
 */
public record Rules(
        List<Optional<EntryTest>> candidates,
        List<Reading> readings,
        PlainForm plainForm,
        LocalCodes localCodes,
        ZonedDateTime moment) {

    public Rules {
        candidates = List.copyOf(candidates);
        readings = List.copyOf(readings);
    }

    /** Whether the guidelines tell which patients they may concern. */
    boolean tellCandidates() {
        return candidates.stream().allMatch(Optional::isPresent);
    }

    /** The types of resource that can make a patient a candidate. */
    Set<String> types() {
        return known().flatMap(one -> one.types().stream()).collect(Collectors.toSet());
    }

    /** Whether a resource makes its patient a candidate; true in doubt. */
    boolean mayConcern(JsonNode resource) {
        List<EntryTest> found = known().filter(one -> !localCodes.isEmpty() || one.mayBeOne(resource))
                .toList();
        if (found.isEmpty()) {
            return false;
        }
        try {
            FhirJson json = new FhirJson(R4.context());
            List<Resource> plain = plainForm.of(List.of(json.read(resource)));
            plain.forEach(localCodes::addStandardCodings);
            return found.stream().anyMatch(one -> one.isOne(plain, moment));
        } catch (FhirUnreadable | LogicFailed e) {
            // Its patient is evaluated, and the evaluation says why it cannot be.
            return true;
        }
    }

    /** Whether a rule may read a resource. */
    boolean mayRead(JsonNode resource) {
        return readings.stream().anyMatch(reading -> reading.mayUse(resource));
    }

    private Stream<EntryTest> known() {
        return candidates.stream().flatMap(Optional::stream);
    }
}
