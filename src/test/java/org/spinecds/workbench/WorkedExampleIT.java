package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.Comparison;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.Trial;
import org.spinecds.workbench.WorkedCase;

/** The worked example of {@code cql/README.md}: another ratio cap, from the rule id to the rollback. */
class WorkedExampleIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";

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
        ContentCopy.in(released, cases);
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
        Trial.Result result = trial.of(changed, worked, Trial.Limits.of(Duration.ofMinutes(2)), played -> {});
        assertThat(result.failures()).isNotEmpty();
        assertThat(result.failures().toString()).contains("C3");
        assertThat(worked).anySatisfy(one -> assertThat(Comparison.of(reader.read(old, one), old, changed, CLOCK)
                        .differences())
                .isNotEmpty());

        // 6. It is in force once the cases are right, and can be taken back.
        ActiveGuideline active = new ActiveGuideline(old, 5, CLOCK);
        active.activate(changed);
        assertThat(active.current().version()).isEqualTo(changed.version());
        assertThat(active.rollBack("")).map(Guideline::version).contains(old.version());
    }
}
