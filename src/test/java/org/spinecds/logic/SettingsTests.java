package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;

/** Settings that change what is said, each against its default. */
class SettingsTests {

    private static final AssessmentLogic CHANGED = new AssessmentLogic(new KnowledgeBase(
            FhirContext.forR4Cached(),
            StoredKnowledge.GUIDELINES,
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

    private static AssessmentLogic with(String setting, String value) {
        return StoredKnowledge.with(Map.of(setting, value));
    }

    private static String doseCard(Assessment assessment) {
        return assessment.cards().stream()
                .filter(card -> card.kind().equals("DOSE_SAFETY"))
                .map(Assessment.CardNeed::indicator)
                .collect(Collectors.joining());
    }

    /** V03 and V04: a plan that Table 3 prints, a little above a limit that the table was printed for. */
    @ParameterizedTest
    @CsvSource({"V03, cumulativeCap, 69.9", "V03, sbrtCap, 24.9", "V04, cumulativeCap, 69.9", "V04, sbrtCap, 24.9"})
    void noSiteWithALowerLimitHasTheAllowanceForTheRoundingOfTable3(String play, String setting, String value) {
        CasePlayer player = CasePlayer.of(WorkedCases.named(play));
        assertThat(player.assess(StoredKnowledge.LOGIC).levels()).anyMatch(LevelAssessment::tableRounding);

        Assessment changed = player.assess(with(setting, value));

        assertThat(changed.levels()).noneMatch(LevelAssessment::tableRounding);
        assertThat(changed.findings())
                .noneMatch(finding -> finding.finding().equals("TABLE_ROUNDING"))
                .anyMatch(Assessment.LevelFinding::fails);
        assertThat(doseCard(changed)).isEqualTo("critical");
        assertThat(changed.options())
                .anyMatch(
                        option -> option.key().equals("SBRT") && option.status().equals("not-supported"));
    }

    /** G081: four months where five are asked for, a month too few; where six are, it is more than a month. */
    @Test
    void anIntervalIsShortByTheSettingOfTheSite() {
        CasePlayer player = CasePlayer.of(WorkedCases.named("G081"));

        assertThat(doseCard(player.assess(StoredKnowledge.LOGIC))).isEqualTo("warning");
        assertThat(doseCard(player.assess(with("minMonths", "6")))).isEqualTo("critical");
    }

    /** N086: a conventional plan two months after the last course. */
    @Test
    void aConventionalPlanWarnsByTheMonthsOfTheSite() {
        CasePlayer player = CasePlayer.of(WorkedCases.named("N086"));

        assertThat(player.assess(StoredKnowledge.LOGIC).doseReasons())
                .anyMatch(reason -> reason.code().equals("INTERVAL_TWO_MONTHS"));
        assertThat(player.assess(with("conventionalMonths", "1")).doseReasons())
                .noneMatch(reason -> reason.code().equals("INTERVAL_TWO_MONTHS"));
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
