package org.spinecds.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.content.CaseFiles;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import tools.jackson.databind.json.JsonMapper;

/** An expectation that can never fail is refused. */
class CaseNamesTests {

    private static final Content CONTENT = Content.at(Path.of("."));
    private static final CaseNames NAMES =
            CaseNames.of(CONTENT, GuidelineFile.of(CONTENT).get(0));

    private static List<String> unknown(String expected) {
        return NAMES.unknown(JsonMapper.shared().readTree(expected)).stream()
                .map(Difference::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"absent\": [\"emergancy\"]} | emergancy",
                "{\"absent\": [\"cards\"]} | cards",
                "{\"caveatsLack\": [\"NO_SUCH\"]} | NO_SUCH",
                "{\"caveatsContain\": [\"NO_SUCH:T3\"]} | NO_SUCH",
                "{\"suggestionsLack\": [\"NO_SUCH\"]} | NO_SUCH",
                "{\"evidenceLacks\": [\"R-999999\"]} | R-999999",
                "{\"emergancy\": {}} | emergancy"
            })
    void aNameThatDoesNotExistIsFound(String expected, String name) {
        assertThat(unknown(expected)).singleElement().asString().contains(name);
    }

    @Test
    void namesThatExistAreNot() {
        assertThat(
                        unknown(
                                """
                        {"absent": ["emergency"], "caveatsLack": ["RESPONSE_JUDGED_EARLY:T3"], "evidenceLacks": ["R-221"],
                         "suggestionsLack": ["PRIOR_PLAN", "PRIOR_PLAN/c1"], "cards": [], "levels": {}}
                        """))
                .isEmpty();
    }

    @Test
    void everyWorkedCaseUsesNamesThatExist() {
        assertThat(WorkedCases.all()).isNotEmpty().allSatisfy(worked -> assertThat(NAMES.unknown(worked.expected()))
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"request\": {}, \"expected\": {}}",
                "{\"request\": {}, \"expected\": {\"missing\": []}, \"partial\": \"subsett\"}",
                "{\"request\": {}, \"expected\": {\"missing\": []}, \"partial\": true}"
            })
    void aCaseThatExpectsNothingOrIsOfAnUnknownKindIsRefused(String text) {
        CaseFiles files = CaseFiles.of(Map.of("cql/input/tests/X/X1.json", text));

        assertThatThrownBy(() -> WorkedCase.of(files))
                .isInstanceOf(CaseUnreadable.class)
                .hasMessageContaining("X1.json");
    }
}
