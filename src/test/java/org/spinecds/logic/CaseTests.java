package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.workbench.WorkedCase;

/** Every worked case, on the logic alone. */
class CaseTests {

    static List<WorkedCase> cases() {
        return WorkedCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isAssessedAsExpected(WorkedCase play) {
        assertThat(CasePlayer.of(play).differences(StoredKnowledge.LOGIC)).isEmpty();
    }

    /** The list of changed cases says "removed" of the cases that are gone and of no other, and names rules on file. */
    @Test
    void changedCasesNameTheirRules() throws IOException {
        Set<String> cases = WorkedCases.all().stream().map(WorkedCase::id).collect(Collectors.toSet());
        String rules = Files.readString(Path.of("cql/rules.csv"));
        assertThat(Files.readAllLines(Path.of("cql/cases-changed.csv")))
                .hasSizeGreaterThan(1)
                .filteredOn(row -> !row.startsWith("case,"))
                .allSatisfy(row -> {
                    String[] cells = row.replace("\"", "").split(",", 3);
                    assertThat(cases.contains(cells[0])).isNotEqualTo(cells[2].startsWith("removed: "));
                    assertThat(List.of(cells[1].split(" ")))
                            .allSatisfy(rule -> assertThat(rules).contains("\n" + rule + ","));
                });
    }
}
