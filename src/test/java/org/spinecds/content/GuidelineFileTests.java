package org.spinecds.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuidelineFileTests {

    private static final String ONE = "{\"library\": \"A\", \"services\": {\"a\": \"Cards\"}}";

    @Test
    void theGuidelineOfTheProjectNamesItsLibrariesAndServices() {
        GuidelineFile guideline = GuidelineFile.of(Content.at(Path.of("."))).get(0);

        assertThat(guideline.library()).isEqualTo("SpineRecurrenceAssessment");
        assertThat(guideline.settingsFile()).isEqualTo("cql/input/cql/SpineRecurrenceSettings.cql");
        assertThat(guideline.parametersOfTheCall())
                .containsExactly("SpineRecurrenceElements.Orders", "SpineRecurrenceElements.Hook");
        assertThat(guideline.services())
                .containsEntry("spine-recurrence-order-sign", "Cards For Signing")
                .hasSize(3);
        assertThat(guideline.own()).containsExactly("Task");
    }

    @Test
    void aFurtherFileIsAFurtherGuideline() {
        assertThat(of(Map.of(
                        "cql/guideline.json",
                        ONE,
                        "cql/guideline-b.json",
                        ONE.replace("\"a\"", "\"b\"").replace("\"A\"", "\"B\""))))
                .extracting(GuidelineFile::library)
                .containsExactlyInAnyOrder("A", "B");
    }

    @Test
    void twoGuidelinesForOneServiceAreRefused() {
        assertThatThrownBy(() -> of(Map.of("cql/guideline.json", ONE, "cql/guideline-b.json", ONE)))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining("both name the service a");
    }

    @Test
    void aContentWithoutAGuidelineIsRefused() {
        assertThatThrownBy(() -> of(Map.of()))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining("cql/guideline.json is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{; cannot be read",
                "{\"services\": {\"a\": \"Cards\"}}; names no library",
                "{\"library\": \"A\"}; names no service",
                "{\"library\": \"A\", \"services\": {\"a\": 1}}; [\"services\"]",
                "{\"library\": \" \", \"services\": {\"a\": \"Cards\"}}; names no library",
                "{\"library\": \"A\", \"librarys\": \"A\", \"services\": {\"a\": \"Cards\"}}; librarys",
                "{\"library\": \"A\", \"orders\": \"Orders\", \"services\": {\"a\": \"Cards\"}}; Orders is no LIBRARY.NAME",
                "{\"library\": \"A\", \"own\": \"Task\", \"services\": {\"a\": \"Cards\"}}; [\"own\"]",
                "{\"library\": \"A\", \"own\": [\"task?x=1\"], \"services\": {\"a\": \"Cards\"}}; own is no list of types",
            })
    void aBrokenFileIsRefusedWithASentence(String text, String reason) {
        assertThatThrownBy(() -> of(Map.of("cql/guideline.json", text)))
                .isInstanceOf(ContentUnreadable.class)
                .hasMessageContaining("cql/guideline.json")
                .hasMessageContaining(reason);
    }

    private static List<GuidelineFile> of(Map<String, String> files) {
        return GuidelineFile.of(Content.of("a test", new TreeMap<>(files), CaseFiles.of(Map.of())));
    }
}
