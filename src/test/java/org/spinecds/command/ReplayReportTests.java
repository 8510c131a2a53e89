package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.replay.FileCount;
import org.spinecds.replay.Found;

/** A report is refused where patients or lines are missing from it. */
class ReplayReportTests {

    private static final ReplayQuestion QUESTION = new ReplayQuestion(
            new ReplayedContent(GuidelineSource.asWritten(Path.of(".")).load(R4.context())),
            null,
            ReplayQuestion.When.ORDERS,
            LocalDate.of(2026, 3, 2));

    private static Found<ReplayQuestion.Row> found(int candidates, long kept, String... patients) {
        return new Found<>(
                List.of(new FileCount("a.ndjson", Set.of(), 10, 10, 3, 1, kept, 0, Map.of(), 0, false, -1)),
                Map.of(),
                List.of(),
                0,
                candidates,
                0,
                List.of(),
                List.of(),
                List.of(patients).stream().map(QUESTION::tooLarge).toList());
    }

    @Test
    void everyCandidateHasAnOccasionAndEveryLineAnEnd() {
        assertThat(new ReplayReport(found(2, 2, "p1", "p2"), QUESTION).candidates())
                .isEqualTo(2);
        assertThatThrownBy(() -> new ReplayReport(found(3, 2, "p1", "p2"), QUESTION))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 candidates");
        assertThatThrownBy(() -> new ReplayReport(found(1, 2, "p1", "p1"), QUESTION))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new ReplayReport(found(1, 1, "p1"), QUESTION))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.ndjson");
    }
}
