package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.content.Content;
import org.spinecds.decision.AnswerTree;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.ContentCopy;
import tools.jackson.core.type.TypeReference;

/** The document of the explain extension has the members of the content, and no wrong path is a member that is silently absent. */
class AssessmentDocumentTests {

    private static final String GUIDELINE = "cql/guideline.json";

    private static final String EXPLAIN = "\"explain\": {";

    private static final Map<String, Object> ANSWERS = answers();

    private static Map<String, Object> answers() {
        Map<String, Object> unknown = new HashMap<>();
        unknown.put("name", "T9");
        unknown.put("dose", null);
        unknown.put("high", false);
        unknown.put("codes", List.of());
        Map<String, Object> known =
                Map.of("name", "T8", "dose", new BigDecimal("12.50"), "high", true, "codes", List.of("A", "B", "A"));
        Map<String, Object> answers = new HashMap<>();
        answers.put("Levels", List.of(known, unknown));
        answers.put("Notes", List.of(Map.of("name", "T9", "text", "nine"), Map.of("name", "T9", "text", "ten")));
        answers.put("Nothing", null);
        answers.put("Gap", Arrays.asList("A", null));
        return answers;
    }

    private static Map<String, Object> document(String shape) {
        Map<String, AssessmentDocument.Shape> shapes = CardKinds.JSON.readValue(
                "{\"said\": " + shape.replace('\'', '"') + "}",
                new TypeReference<LinkedHashMap<String, AssessmentDocument.Shape>>() {});
        return new AssessmentDocument(GUIDELINE, shapes).of(AnswerTree.of(ANSWERS));
    }

    private static void assertSaid(String shape, Object value) {
        assertThat(document(shape)).isEqualTo(Map.of("said", value));
    }

    @Test
    void aPathIsAValueOrAListOfValuesEachOnce() {
        assertSaid("'Levels.dose'", List.of(new BigDecimal("12.50")));
        assertSaid("'Levels.codes'", List.of("A", "B"));
        assertSaid("'Levels.high'", List.of(true, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Nothing'",
                "'Nothing.deeper'",
                "{'of': 'Nothing', 'by': 'name', 'each': 'dose'}",
                "{'of': 'Nothing', 'members': {'a': 'a'}}",
                "{'of': 'Nothing', 'first': ['A']}",
                "{'of': 'Levels', 'where': 'codes', 'members': {'nothing': 'Nothing'}}"
            })
    void anUnknownAnswerIsAnAbsentMember(String shape) {
        assertThat(document(shape)).isEmpty();
    }

    @Test
    void partsAreMembersOfAnObjectOrAList() {
        assertSaid("{'of': 'Levels', 'by': 'name', 'each': 'dose'}", Map.of("T8", new BigDecimal("12.50")));
        assertSaid(
                "{'of': 'Levels', 'by': 'name', 'members': {'high': 'high', 'dose': 'dose'}}",
                Map.of("T8", Map.of("high", true, "dose", new BigDecimal("12.50")), "T9", Map.of("high", false)));
        assertSaid("{'of': 'Notes', 'by': 'name', 'all': 'text'}", Map.of("T9", List.of("nine", "ten")));
        assertSaid("{'of': 'Levels', 'where': 'high', 'each': 'name'}", List.of("T8"));
        assertSaid("{'of': 'Notes', 'join': ['name', 'text']}", List.of("T9:nine", "T9:ten"));
    }

    @Test
    void aPartMayTakeAValueOfAnotherThatIsLikeItAndAnotherValueInstead() {
        assertSaid(
                "{'of': 'Levels', 'by': 'name', 'members': {'note': {'of': 'Notes', 'like': 'name', 'each': 'text'}}}",
                Map.of("T9", Map.of("note", "nine")));
        assertSaid(
                "{'of': 'Levels', 'by': 'name', 'members': {'dose': {'of': 'dose', 'instead': {'high': 'NA'}}}}",
                Map.of("T8", Map.of("dose", "NA")));
        assertSaid("{'of': 'Levels.name', 'first': ['T9', 'T8']}", "T9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Levles.name'",
                "'Levels.nmae'",
                "'Levels'",
                "'Gap'",
                "{'of': 'Levels', 'by': 'nmae', 'each': 'dose'}",
                "{'of': 'Levels', 'by': 'dose', 'each': 'name'}",
                "{'of': 'Levels', 'by': 'name', 'all': 'nmae'}",
                "{'of': 'Levels', 'where': 'hihg', 'each': 'name'}",
                "{'of': 'Levels', 'by': 'name', 'members': {'note': {'of': 'Notes', 'like': 'nmae', 'each': 'text'}}}",
                "{'of': 'Levels', 'by': 'name', 'members': {'dose': {'of': 'dose', 'instead': {'hihg': 'NA'}}}}",
                "{'of': 'Notes', 'join': ['name', 'txet']}",
                "{'of': 'Levels.name', 'first': ['T1']}"
            })
    void aWrongPathOrShapeIsRefusedWithItsMember(String shape) {
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(() -> document(shape))
                .withMessageContaining("The member explain.said")
                .withMessageContaining(GUIDELINE);
    }

    @Test
    void aPathWithoutItsDefineIsFoundByTheCheck(@TempDir Path folder) throws IOException {
        ContentCopy content = ContentCopy.in(folder, List.of());
        content.change(GUIDELINE, "\"Scenarios\"", "\"Scenraios\"");
        content.change(GUIDELINE, "[\"NOMS\"]", "[\"NMOS\"]");
        content.change(GUIDELINE, "\"Options\": \"key\"", "\"Optoins\": \"key\"");

        assertThat(GuidelineSource.asWritten(folder).load(R4.context()).misnamed().stream()
                        .map(Object::toString))
                .anyMatch(finding -> finding.startsWith(GUIDELINE) && finding.contains("Scenraios"))
                .anyMatch(finding -> finding.startsWith(GUIDELINE) && finding.contains("NMOS"))
                .anyMatch(finding -> finding.startsWith(GUIDELINE) && finding.contains("Optoins"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"explian\": {", "\"explain\": {\"a\": {\"fo\": \"Missing\"},"})
    void aFileThatCannotBeUsedIsRefusedWithItsMember(String changed, @TempDir Path folder) throws IOException {
        ContentCopy content = ContentCopy.in(folder, List.of());
        content.change(GUIDELINE, EXPLAIN, changed);

        assertThatThrownBy(() -> new CardRenderer(Content.at(folder), 7, 0))
                .hasMessageContaining(GUIDELINE)
                .hasMessageContaining(changed.contains("fo") ? "fo" : "explian");
    }
}
