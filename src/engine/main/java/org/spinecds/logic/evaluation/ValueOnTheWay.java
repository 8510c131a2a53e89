package org.spinecds.logic.evaluation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.execution.ExpressionResult;
import org.opencds.cqf.cql.engine.runtime.Code;
import org.opencds.cqf.cql.engine.runtime.Tuple;

/**
 * The value of a define on the way to an answer; never printed, since it belongs to a patient.
 *
 * @param text the value in a form for informaticists
 * @param resources the resources behind it, as type and id
 */
public record ValueOnTheWay(String text, List<String> resources) {

    public ValueOnTheWay {
        resources = List.copyOf(resources);
    }

    static ValueOnTheWay of(ExpressionResult result) {
        Set<String> names = new LinkedHashSet<>();
        if (result.getEvaluatedResources() != null) {
            result.getEvaluatedResources().forEach(resource -> names.add(text(resource)));
        }
        return new ValueOnTheWay(text(result.getValue()), List.copyOf(names));
    }

    @Override
    public String toString() {
        return "ValueOnTheWay[hidden]";
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof String string) {
            return "'" + string + "'";
        }
        if (value instanceof Resource resource) {
            return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
        }
        if (value instanceof Code code) {
            return code.getCode() + " (" + code.getSystem() + ")";
        }
        if (value instanceof Tuple tuple) {
            List<String> members = new ArrayList<>();
            new TreeMap<>(tuple.getElements()).forEach((name, member) -> members.add(name + ": " + text(member)));
            return "{ " + String.join(", ", members) + " }";
        }
        if (value instanceof Iterable<?> list) {
            List<String> members = new ArrayList<>();
            list.forEach(member -> members.add(text(member)));
            return "[" + String.join(", ", members) + "]";
        }
        if (value instanceof org.hl7.fhir.r4.model.Base element) {
            return element.isPrimitive() ? String.valueOf(element.primitiveValue()) : element.fhirType();
        }
        return String.valueOf(value);
    }
}
