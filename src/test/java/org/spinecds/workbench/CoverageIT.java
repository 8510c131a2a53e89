package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.Coverage;

/** The worked cases go through nearly all that is written; what only the worksheet asks for has tests of its own. */
@Tag("full")
class CoverageIT {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final double FLOOR_OF_DEFINES = 95;
    private static final double FLOOR_OF_BRANCHES = 97;

    @Test
    void theCasesGoThroughTheRules() {
        Guideline guideline = GuidelineSource.asWritten(Path.of(".")).load(FHIR);
        Coverage coverage = guideline.logic().newCoverage();
        Guideline counted = guideline.asWritten(coverage);
        Trial trial = new Trial(new CaseReader(FHIR), Clock.systemUTC());

        // The engine that counts is slow: it stops at the case by which both floors are passed.
        for (WorkedCase worked : WorkedCases.all()) {
            assertThat(trial.play(counted, worked)).isEmpty();
            if (coverage.ofDefines() > FLOOR_OF_DEFINES && coverage.ofBranches() > FLOOR_OF_BRANCHES) {
                break;
            }
        }

        assertThat(coverage.ofDefines()).isGreaterThan(FLOOR_OF_DEFINES);
        assertThat(coverage.ofBranches()).isGreaterThan(FLOOR_OF_BRANCHES);
    }
}
