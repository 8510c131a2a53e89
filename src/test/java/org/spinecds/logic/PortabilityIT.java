package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.elm.r1.VersionedIdentifier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opencds.cqf.cql.engine.execution.CqlEngine;
import org.opencds.cqf.cql.engine.execution.EvaluationResult;
import org.opencds.cqf.cql.engine.execution.ExpressionResult;
import org.opencds.cqf.fhir.cql.Engines;
import org.opencds.cqf.fhir.cql.EvaluationSettings;
import org.opencds.cqf.fhir.cql.LibraryEngine;
import org.opencds.cqf.fhir.utility.repository.InMemoryFhirRepository;
import org.spinecds.WorkedCases;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.ContentBundle;
import org.spinecds.workbench.WorkedCase;

/**
 * The content, as the command {@code package} writes it, evaluates unchanged on another implementation, with the same results: every worked case through the
 * reference implementation of the CQF operations, its own retrieval and terminology included.
 */
class PortabilityIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final EvaluationSettings SETTINGS = EvaluationSettings.getDefault();
    private static final Bundle CONTENT = content();
    private static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");

    static List<WorkedCase> cases() {
        return WorkedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theReferenceImplementationAgrees(WorkedCase play) {
        CasePlayer player = CasePlayer.of(play);

        Assessment there = StoredKnowledge.LOGIC.assembled(QUESTION, evaluatedThere(player));
        Assessment here = player.assess(StoredKnowledge.LOGIC);

        assertThat(player.document(there)).isEqualTo(player.document(here));
        assertThat(there.cards()).isEqualTo(here.cards());
    }

    private static Map<String, @Nullable Object> evaluatedThere(CasePlayer player) {
        Bundle everything = CONTENT.copy();
        for (Resource resource : player.resources()) {
            everything.addEntry().setResource(resource);
        }
        InMemoryFhirRepository repository = new InMemoryFhirRepository(FhirContext.forR4Cached(), everything);
        CqlEngine engine = Engines.forRepository(repository, SETTINGS, null);
        Set<String> expressions = AssessmentLogic.expressions(QUESTION);
        EvaluationResult result = new LibraryEngine(repository, SETTINGS)
                .getEvaluationResult(
                        new VersionedIdentifier().withId(QUESTION.library()).withVersion("0.1.0"),
                        player.patientId(),
                        null,
                        Map.of("SpineRecurrenceElements.Orders", player.orders()),
                        null,
                        expressions,
                        Engines.getCqlFhirParametersConverter(FHIR),
                        player.moment(),
                        engine);
        Map<String, @Nullable Object> answers = new HashMap<>();
        for (String expression : expressions) {
            ExpressionResult value = result.get(expression);
            answers.put(expression, value == null ? null : PlainValues.of(value.getValue()));
        }
        return answers;
    }

    /** What the command {@code package} writes. */
    private static Bundle content() {
        return ContentBundle.of(GuidelineSource.asWritten(Path.of(".")).load(FHIR), FHIR);
    }
}
