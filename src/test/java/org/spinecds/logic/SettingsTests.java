package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.junit.jupiter.api.Test;
import org.spinecds.decision.Assessment;

/** Settings that change what is said, each against its default. */
class SettingsTests {

    private static final AssessmentLogic CHANGED = new AssessmentLogic(new KnowledgeBase(
            FhirContext.forR4Cached(),
            StoredKnowledge.libraries(),
            StoredKnowledge.valueSets(),
            Map.of(
                    "s3ThreatGrade", "1c",
                    "failedCebrtCountsAsResistant", "true",
                    "newerEvidence", "true",
                    "steroidText", "As the ward protocol says.",
                    "siteIsSpecialisedCentre", "true")));

    private static PatientRecord progressed() {
        return PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2024-01-10", "T8")
                .observed("radiographic-progression", new BooleanType(true))
                .observed("bilsky-escc-grade", PatientRecord.answer("bilsky-escc", "1b"));
    }

    private static List<String> codes(Assessment assessment) {
        return assessment.caveats().stream().map(Assessment.Caveat::code).toList();
    }

    @Test
    void theGradeThatThreatensCanBeRaised() {
        assertThat(progressed().assessed().scenarios()).contains("S3");
        assertThat(progressed().assessed(CHANGED).scenarios()).doesNotContain("S3");
    }

    @Test
    void aTumourThatProgressedAfterConventionalRadiotherapyCanCountAsResistant() {
        assertThat(codes(progressed().assessed())).doesNotContain("COUNTED_AS_RESISTANT_AFTER_FAILURE");

        Assessment changed = progressed().assessed(CHANGED);
        assertThat(codes(changed)).contains("COUNTED_AS_RESISTANT_AFTER_FAILURE");
        assertThat(changed.background().criteria())
                .anyMatch(criterion -> criterion.id().equals("R-114") && "radioresistant".equals(criterion.value()));
        assertThat(codes(progressed()
                        .observed(
                                "histology-radiosensitivity", PatientRecord.answer("radiosensitivity", "intermediate"))
                        .assessed(CHANGED)))
                .doesNotContain("COUNTED_AS_RESISTANT_AFTER_FAILURE");
        assertThat(codes(PatientRecord.of("T8")
                        .course("c1", PatientRecord.SBRT, "24", "Gy", 2, "2024-01-10", "T8")
                        .assessed(CHANGED)))
                .doesNotContain("COUNTED_AS_RESISTANT_AFTER_FAILURE");
    }

    @Test
    void newerEvidenceIsShownOnlyWhereTheSiteAsksForIt() {
        assertThat(progressed().assessed().background().evidence())
                .noneMatch(row -> row.id().startsWith("B"));
        assertThat(progressed().assessed(CHANGED).background().evidence())
                .anyMatch(row -> row.id().equals("B6"));
    }

    @Test
    void aSteroidPolicyIsTheSitesOwnOrNone() {
        assertThat(progressed().assessed().background().steroidPolicy()).isEmpty();
        assertThat(progressed().assessed(CHANGED).background().steroidPolicy()).isEqualTo("As the ward protocol says.");
    }

    @Test
    void aSpecialisedCentreIsNotToldToRefer() {
        PatientRecord record =
                progressed().course("c2", PatientRecord.THREE_DIMENSIONAL, "20", "Gy", 5, "2022-01-10", "T8");
        assertThat(record.assessed().cards()).anyMatch(card -> card.kind().equals("REFERRAL"));
        assertThat(record.assessed(CHANGED).cards())
                .noneMatch(card -> card.kind().equals("REFERRAL"));
    }
}
