package org.spinecds.logic.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.retrieve.RetrieveProvider;
import org.opencds.cqf.cql.engine.runtime.Code;
import org.opencds.cqf.cql.engine.runtime.Interval;

/**
 * One patient's resources by type and code, indexed in one pass and returned in the order of the record. All resources
 * belong to the patient, so a retrieve needs no filter by context.
 */
public final class PatientIndex implements RetrieveProvider {

    private final Map<String, List<Object>> byType = new HashMap<>();
    private final Map<String, Map<String, List<Placed>>> byCode = new HashMap<>();
    private final ValueSets valueSets;

    private record Placed(int place, Object resource) {}

    /** Indexes the resources of one patient. */
    public PatientIndex(List<? extends Resource> resources, ValueSets valueSets) {
        this.valueSets = valueSets;
        for (Resource resource : resources) {
            String type = resource.fhirType();
            List<Object> ofType = byType.computeIfAbsent(type, unused -> new ArrayList<>());
            ofType.add(resource);
            CodeableConcept code = codeOf(resource);
            if (code == null) {
                continue;
            }
            Map<String, List<Placed>> index = byCode.computeIfAbsent(type, unused -> new HashMap<>());
            for (Coding coding : code.getCoding()) {
                index.computeIfAbsent(ValueSets.key(coding.getSystem(), coding.getCode()), unused -> new ArrayList<>())
                        .add(new Placed(ofType.size(), resource));
            }
        }
    }

    @Override
    public Iterable<Object> retrieve(
            @Nullable String context,
            @Nullable String contextPath,
            @Nullable Object contextValue,
            String dataType,
            @Nullable String templateId,
            @Nullable String codePath,
            @Nullable Iterable<Code> codes,
            @Nullable String valueSet,
            @Nullable String datePath,
            @Nullable String dateLowPath,
            @Nullable String dateHighPath,
            @Nullable Interval dateRange) {
        if (dateRange != null) {
            throw new IllegalStateException("Retrieves are filtered by code only; filter dates in the where clause.");
        }
        if (valueSet != null) {
            return ofValueSet(dataType, codePath, valueSet);
        }
        return codes == null ? ofType(dataType) : ofCodes(dataType, codePath, ValueSets.keys(codes));
    }

    /** Every resource of a type. */
    public List<Object> ofType(String type) {
        return byType.getOrDefault(type, List.of());
    }

    /** The resources of a type with a {@code code} in a value set. */
    public List<Object> ofValueSet(String type, @Nullable String element, String valueSet) {
        return ofCodes(type, element, valueSets.members(valueSet));
    }

    /**
     * The resources of a type with one of several codes in {@code code}.
     *
     * @param element the element to filter by; it must be {@code code}
     * @param wanted the codes, as {@link ValueSets#key keys}
     * @throws IllegalStateException for any other element
     */
    public List<Object> ofCodes(String type, @Nullable String element, Collection<String> wanted) {
        if (!"code".equals(element)) {
            throw new IllegalStateException("Retrieves are filtered by the code element only, not by " + element + ".");
        }
        Map<String, List<Placed>> index = byCode.getOrDefault(type, Map.of());
        Map<Integer, Object> found = new TreeMap<>();
        for (String code : wanted) {
            index.getOrDefault(code, List.of()).forEach(one -> found.put(one.place(), one.resource()));
        }
        return List.copyOf(found.values());
    }

    private static @Nullable CodeableConcept codeOf(Resource resource) {
        if (resource instanceof Observation observation) {
            return observation.getCode();
        }
        if (resource instanceof Procedure procedure) {
            return procedure.getCode();
        }
        if (resource instanceof Condition condition) {
            return condition.getCode();
        }
        return null;
    }
}
