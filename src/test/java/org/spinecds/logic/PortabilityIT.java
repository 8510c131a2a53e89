package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.WorkedCase;

/** The content, as the command {@code package} writes it, evaluates unchanged on another implementation, with the same results: every worked case. */
@Tag("full")
class PortabilityIT {

    private static final Bundle CONTENT = ReferenceImplementation.content(
            GuidelineSource.asWritten(Path.of(".")).load(FhirContext.forR4Cached()));
    private static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");

    static List<WorkedCase> cases() {
        return WorkedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theReferenceImplementationAgrees(WorkedCase play) {
        CasePlayer player = CasePlayer.of(play);

        ReadAnswers there = new ReadAnswers(StoredKnowledge.LOGIC.assembled(
                QUESTION,
                new ReferenceImplementation(CONTENT, player.resources(), player.orders(), player.patientId())
                        .evaluated(player.moment())));
        ReadAnswers here = player.assess(StoredKnowledge.LOGIC);

        assertThat(player.document(there)).isEqualTo(player.document(here));
        assertThat(there.cards()).isEqualTo(here.cards());
    }
}
