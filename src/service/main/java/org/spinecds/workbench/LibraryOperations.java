package org.spinecds.workbench;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DataRequirement;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Library;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.DataNeed;
import org.spinecds.logic.LogicFailed;

/** The standard operations on a Library. */
public record LibraryOperations(Clock clock) {

    private static final String HOOK = "order-select";

    /**
     * Library/$evaluate.
     *
     * @param asked {@code data}, a Bundle of the record; {@code expression}, default all defines of the library; and
     *     {@code evaluationDateTime}, default now. Draft orders in the Bundle are the orders of the call.
     * @return a parameter for each expression: numbers, texts and booleans as values, lists repeated, tuples as parts;
     *     expressions without a value are absent
     * @throws CaseUnreadable when data is missing, or an expression is unknown
     */
    public Parameters evaluate(Guideline guideline, String library, Parameters asked) {
        List<Resource> record = new ArrayList<>();
        Set<String> expressions = new HashSet<>();
        ZonedDateTime moment = ZonedDateTime.now(clock);
        for (ParametersParameterComponent parameter : asked.getParameter()) {
            if (parameter.getResource() instanceof Bundle data) {
                data.getEntry().forEach(entry -> record.add(entry.getResource()));
            }
            if ("expression".equals(parameter.getName()) && parameter.hasValue()) {
                expressions.add(parameter.getValue().primitiveValue());
            }
            if ("evaluationDateTime".equals(parameter.getName())
                    && parameter.getValue() instanceof DateTimeType named) {
                moment = named.getValue().toInstant().atZone(clock.getZone());
            }
        }
        List<String> there = guideline.logic().defines(library);
        if (record.isEmpty() || !there.containsAll(expressions) || expressions.isEmpty()) {
            throw new CaseUnreadable("It takes data, a Bundle of the record, and an expression of the library or more: "
                    + String.join(", ", there) + ".");
        }
        List<ServiceRequest> orders = record.stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .filter(order -> order.getStatus() == ServiceRequest.ServiceRequestStatus.DRAFT)
                .toList();
        record.forEach(guideline.localCodes()::addStandardCodings);
        Parameters answer = new Parameters();
        try {
            guideline
                    .logic()
                    .values(new AssessmentLogic.Question(library, "", HOOK), expressions, record, orders, moment)
                    .forEach((name, value) -> add(answer, name, value));
        } catch (LogicFailed e) {
            throw new CaseUnreadable(
                    "An expression could not be evaluated, or is no number, text, truth, tuple or list.");
        }
        return answer;
    }

    private static void add(Parameters answer, String name, @Nullable Object value) {
        if (value instanceof List<?> list) {
            list.forEach(member -> add(answer, name, member));
        } else if (value != null) {
            fill(answer.addParameter().setName(name), value);
        }
    }

    private static void fill(ParametersParameterComponent parameter, Object value) {
        if (value instanceof Map<?, ?> members) {
            members.forEach((name, member) -> {
                List<?> each = member instanceof List<?> list ? list : member == null ? List.of() : List.of(member);
                each.forEach(one -> fill(parameter.addPart().setName(String.valueOf(name)), one));
            });
        } else if (value instanceof BigDecimal number) {
            parameter.setValue(new DecimalType(number));
        } else if (value instanceof Integer number) {
            parameter.setValue(new IntegerType(number));
        } else if (value instanceof Boolean truth) {
            parameter.setValue(new BooleanType(truth));
        } else {
            parameter.setValue(new StringType(String.valueOf(value)));
        }
    }

    /** Library/$data-requirements: the retrieves of the library and of its included libraries, from an EHR. */
    public Library dataRequirements(Guideline guideline, String library) {
        Library answer = new Library();
        answer.setStatus(PublicationStatus.ACTIVE);
        answer.setType(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/library-type", "module-definition", null)));
        Set<String> own = guideline.services().services().stream()
                .filter(service -> service.library().equals(library))
                .flatMap(service -> service.guideline().own().stream())
                .collect(Collectors.toSet());
        for (DataNeed need : guideline.logic().needs(library)) {
            if (own.contains(need.type())) {
                continue;
            }
            DataRequirement requirement = answer.addDataRequirement().setType(need.type());
            if (!need.valueSet().isEmpty()) {
                requirement.addCodeFilter().setPath("code").setValueSet(need.valueSet());
            }
            if (!need.code().isEmpty()) {
                String[] code = need.code().split("\\|", 2);
                requirement.addCodeFilter().setPath("code").addCode(new Coding(code[0], code[1], null));
            }
        }
        return answer;
    }
}
