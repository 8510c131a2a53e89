package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;

/** The worked example of {@code cql/README.md}: another ratio cap, from the rule id to the rollback. */
@Tag("full")
class WorkedExampleIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";

    private static final String CASES = "cql/input/tests/SpineRecurrenceAssessment/";

    private final Path released;
    private final Path mine;
    private final List<String> cases;

    WorkedExampleIT(@TempDir Path released, @TempDir Path mine) throws Exception {
        this.released = released;
        this.mine = mine;
        this.cases = casesThatNoticeTheRatio();
    }

    private static List<String> casesThatNoticeTheRatio() throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/flips.csv"))) {
            return lines.filter(line -> line.contains("SpineRecurrenceSettings ratioCap"))
                    .map(line -> line.split("\",\"", -1)[1])
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    @Test
    void fromAChangedSentenceToAReleasedRuleAndBack() throws Exception {
        ContentCopy inService = ContentCopy.in(released, cases);
        ContentCopy content = ContentCopy.in(mine, cases);
        CaseReader reader = new CaseReader(FHIR);
        Trial trial = new Trial(reader, CLOCK);
        Guideline old = GuidelineSource.asWritten(released).load(FHIR);

        // 1. The rule id leads to the parameter.
        assertThat(Files.readString(mine.resolve(SETTINGS)))
                .containsPattern("R-242[^/]*\\*/\\nparameter ratioCap Decimal default 0\\.5");

        // 3. The define is changed, and there is nothing to mend.
        content.change(SETTINGS, "ratioCap Decimal default 0.5", "ratioCap Decimal default 0.45");
        Guideline changed = GuidelineSource.asWritten(mine).loadAfter(old, FHIR);
        assertThat(ContentLint.of(changed.content()))
                .noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);

        // 5. The cases say what is otherwise, and for whom.
        List<WorkedCase> worked = WorkedCase.below(mine);
        Trial.Result result =
                trial.of(changed, worked, Trial.Limits.of(Duration.ofMinutes(2)), (played, failures) -> {});
        assertThat(result.failures()).isNotEmpty();
        assertThat(result.failures().toString()).contains("C3");
        assertThat(worked).anySatisfy(one -> assertThat(Comparison.of(reader.read(old, one), old, changed, CLOCK)
                        .differences())
                .isNotEmpty());

        // 6. Released before the cases say so, it is refused, and what was in force goes on.
        Instance instance = Instance.start(Instance.database("H2", CLOCK), GuidelineSource.asWritten(released), CLOCK);
        ActiveGuideline active = instance.acceptance().active();
        Reload service = instance.reload();
        inService.change(SETTINGS, "ratioCap Decimal default 0.5", "ratioCap Decimal default 0.45");
        lookUntilAtRest(service);
        assertThat(active.current().version()).isEqualTo(old.version());
        assertThat(service.last()).hasValueSatisfying(report -> {
            assertThat(report.inForce()).isFalse();
            assertThat(report.findings())
                    .anySatisfy(line -> assertThat(line).contains("C3.limit: expected 0.5, got 0.45"));
        });

        // With the cases written from the sentence it is in force, and can be taken back. H011 is bound by the
        // cumulative
        // dose, so only its limit is another; in G009 the ratio sets the budget, to be reckoned anew by hand.
        inService.change(CASES + "H011.json", "\"limit\": 0.5", "\"limit\": 0.45");
        Files.delete(released.resolve(CASES + "G009.json"));
        Files.writeString(
                released.resolve("cql/cases-removed.csv"), "case,reason\nG009,its budget is reckoned anew by hand\n");
        lookUntilAtRest(service);
        assertThat(service.last()).hasValueSatisfying(report -> assertThat(report.inForce())
                .as(report.findings().toString())
                .isTrue());
        assertThat(active.current().version()).isEqualTo(changed.version());
        instance.acceptance().rollBack("", "anna");
        assertThat(active.current().version()).isEqualTo(old.version());
    }

    /** A change is tried once it has come to rest: the first look sees it, the second that nothing more came. */
    private static void lookUntilAtRest(Reload service) {
        service.look();
        service.look();
    }
}
