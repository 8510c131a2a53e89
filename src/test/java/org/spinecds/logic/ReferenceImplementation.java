package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.elm.r1.VersionedIdentifier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.opencds.cqf.cql.engine.execution.CqlEngine;
import org.opencds.cqf.cql.engine.execution.EvaluationResult;
import org.opencds.cqf.cql.engine.execution.ExpressionResult;
import org.opencds.cqf.fhir.cql.Engines;
import org.opencds.cqf.fhir.cql.EvaluationSettings;
import org.opencds.cqf.fhir.cql.LibraryEngine;
import org.opencds.cqf.fhir.utility.repository.InMemoryFhirRepository;
import org.spinecds.guideline.Guideline;
import org.spinecds.logic.evaluation.PlainValues;
import org.spinecds.workbench.ContentBundle;

/**
 * The reference implementation of the CQF operations over one patient: the content as the command {@code package} writes
 * it, with its own retrieval and terminology.
 */
public final class ReferenceImplementation {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final EvaluationSettings SETTINGS = EvaluationSettings.getDefault();
    private static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");

    private final InMemoryFhirRepository repository;
    private final List<ServiceRequest> orders;
    private final String patient;

    /** A repository that holds the content and the record. */
    public ReferenceImplementation(Bundle content, List<Resource> record, List<ServiceRequest> orders, String patient) {
        Bundle everything = content.copy();
        record.forEach(resource -> everything.addEntry().setResource(resource));
        this.repository = new InMemoryFhirRepository(FHIR, everything);
        this.orders = List.copyOf(orders);
        this.patient = patient;
    }

    /** What the command {@code package} writes. */
    public static Bundle content(Guideline guideline) {
        return ContentBundle.of(guideline, FHIR);
    }

    /** What the rules answer there, as plain values. */
    public Map<String, @Nullable Object> evaluated(ZonedDateTime moment) {
        CqlEngine engine = Engines.forRepository(repository, SETTINGS, null);
        Set<String> expressions = StoredKnowledge.LOGIC.expressions(QUESTION);
        EvaluationResult result = new LibraryEngine(repository, SETTINGS)
                .getEvaluationResult(
                        new VersionedIdentifier().withId(QUESTION.library()).withVersion("0.1.0"),
                        patient,
                        null,
                        Map.of("SpineRecurrenceElements.Orders", orders),
                        null,
                        expressions,
                        Engines.getCqlFhirParametersConverter(FHIR),
                        moment,
                        engine);
        Map<String, @Nullable Object> answers = new HashMap<>();
        for (String expression : expressions) {
            ExpressionResult value = result.get(expression);
            answers.put(expression, value == null ? null : PlainValues.of(value.getValue()));
        }
        return answers;
    }
}
