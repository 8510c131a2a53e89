package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.decision.Assessment;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;

/** A candidate evaluates what was answered, and what it would have said otherwise is counted and listed. */
class ShadowIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Clock CLOCK = Clock.system(ZoneOffset.UTC);
    private static final Guideline IN_FORCE =
            GuidelineSource.asWritten(Path.of(".")).load(FHIR);
    private static final Path EXAMPLE =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/third-course/request.json");

    private final ContentCopy content;
    private final Shadow shadow;

    ShadowIT(@TempDir Path folder) throws Exception {
        content = ContentCopy.in(folder, List.of());
        shadow = new Shadow(
                Optional.of(GuidelineSource.asWritten(folder)),
                FHIR,
                new ActiveGuideline(IN_FORCE, 5, CLOCK),
                new SimpleMeterRegistry(),
                CLOCK);
    }

    @AfterEach
    void close() {
        shadow.close();
    }

    @Test
    void theSameContentSaysTheSame() throws Exception {
        load();

        answer();

        Shadow.CandidateReport overview = overview(now -> now.same() + now.different() + now.failed() == 1);
        assertThat(overview.same()).isEqualTo(1);
        assertThat(overview.differences()).isEmpty();
    }

    @Test
    void otherWordsAreListedByTheKindOfTheCardAndNothingOfTheRecord() throws Exception {
        content.change("cds-hooks/cards/REFERRAL.md", "\n---\n", "\n---\nOther words. ");
        load();

        answer();

        Shadow.CandidateReport overview = overview(now -> now.different() == 1);
        assertThat(overview.differences()).singleElement().satisfies(otherwise -> {
            assertThat(otherwise.patient()).isEqualTo("pseudonym");
            assertThat(otherwise.words()).containsExactly("REFERRAL");
            assertThat(otherwise.instead()).isEqualTo(otherwise.shown());
            assertThat(otherwise.members()).isEmpty();
            assertThat(otherwise.toString()).doesNotContain("Other words", " Gy");
        });
    }

    @Test
    void anotherThresholdIsListedByTheMembersThatDiffer() throws Exception {
        content.change(
                "cql/input/cql/SpineRecurrenceSettings.cql",
                "nearTolerance Decimal default 44.0",
                "nearTolerance Decimal default 999.0");
        content.change(
                "cql/input/cql/SpineRecurrenceSettings.cql",
                "sbrtCap Decimal default 25.0",
                "sbrtCap Decimal default 5.0");
        load();

        answer();

        Shadow.CandidateReport overview = overview(now -> now.different() == 1);
        assertThat(overview.differences().get(0).members()).contains("levels");
    }

    @Test
    void aBrokenCandidateEvaluatesNothingAndSaysWhy() throws Exception {
        content.change("cds-hooks/cards/phrases.json", "{", "{{");
        load();

        answer();

        Shadow.CandidateReport overview = overview(now -> true);
        assertThat(overview.version()).isEmpty();
        assertThat(overview.fault()).contains("phrases.json");
        assertThat(overview.failed()).isZero();
    }

    private void load() {
        shadow.look();
        shadow.look();
    }

    private void answer() throws Exception {
        PatientCase patient = new CaseReader(FHIR).read(IN_FORCE, "third-course", Files.readString(EXAMPLE));
        Evaluation evaluation = patient.put(IN_FORCE, CLOCK);
        Assessment assessment = evaluation.assess(patient.known(evaluation));
        shadow.compare(
                new Shadow.Answered(
                        evaluation,
                        patient.record(),
                        assessment,
                        IN_FORCE.cards().render(evaluation.context(assessment, List.of()))),
                "pseudonym");
    }

    private Shadow.CandidateReport overview(Predicate<Shadow.CandidateReport> awaited) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            Shadow.CandidateReport now = shadow.report().orElseThrow();
            if (awaited.test(now)) {
                return now;
            }
            Thread.sleep(100);
        }
        return shadow.report().orElseThrow();
    }
}
