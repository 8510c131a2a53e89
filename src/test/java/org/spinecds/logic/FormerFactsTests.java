package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.ReadAnswers;

/** A yes or no that no longer holds is shown as it was answered. */
class FormerFactsTests {

    @ParameterizedTest
    @CsvSource({
        "H004, compression-symptoms, compressionSymptoms, true, yes",
        "H004, compression-symptoms, compressionSymptoms, false, no",
        "H009, new-neurological-deficit, newDeficit, true, yes",
        "H009, new-neurological-deficit, newDeficit, false, no"
    })
    void theAnswerIsShownAsItWasGiven(String id, String code, String fact, boolean answered, String shown) {
        CasePlayer play = CasePlayer.of(WorkedCases.named(id));
        play.resources().stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(observation ->
                        observation.getCode().getCodingFirstRep().getCode().equals(code))
                .forEach(observation -> observation.setValue(new BooleanType(answered)));

        ReadAnswers assessment = play.assess(StoredKnowledge.LOGIC);

        assertThat(assessment.formerFacts())
                .filteredOn(former -> former.fact().equals(fact))
                .extracting(ReadAnswers.FormerFact::value)
                .containsExactly(shown);
    }
}
