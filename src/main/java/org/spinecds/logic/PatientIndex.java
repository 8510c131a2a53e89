package org.spinecds.logic;

import java.util.ArrayList;
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
import org.opencds.cqf.cql.engine.terminology.TerminologyProvider;
import org.opencds.cqf.cql.engine.terminology.ValueSetInfo;

/**
 * One patient's resources by type and code, built in one pass, and told in the order of the record. All resources are of the patient by construction; the
 * context of a retrieve needs no filter.
 */
final class PatientIndex implements RetrieveProvider {

    private final Map<String, List<Object>> byType = new HashMap<>();
    private final Map<String, Map<String, List<Placed>>> byCode = new HashMap<>();
    private final TerminologyProvider valueSets;

    private record Placed(int place, Object resource) {}

    PatientIndex(List<? extends Resource> resources, TerminologyProvider valueSets) {
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
        if (codes == null && valueSet == null) {
            return byType.getOrDefault(dataType, List.of());
        }
        if (!"code".equals(codePath)) {
            throw new IllegalStateException(
                    "Retrieves are filtered by the code element only, not by " + codePath + ".");
        }
        Map<String, List<Placed>> index = byCode.getOrDefault(dataType, Map.of());
        Map<Integer, Object> found = new TreeMap<>();
        Iterable<Code> wanted = codes != null ? codes : valueSets.expand(new ValueSetInfo().withId(valueSet));
        for (Code code : wanted) {
            index.getOrDefault(ValueSets.key(code.getSystem(), code.getCode()), List.of())
                    .forEach(one -> found.put(one.place(), one.resource()));
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
