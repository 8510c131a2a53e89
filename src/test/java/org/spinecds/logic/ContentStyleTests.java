package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Traps of CQL that no translator reports, and content nothing uses. */
class ContentStyleTests {

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern BARE_RETURN = Pattern.compile("\\breturn\\b(?!\\s+all\\b)");
    private static final Pattern DEFINITION =
            Pattern.compile("(?m)^(?:define(?: function)?|parameter|valueset|code|codesystem)\\s+(\"[^\"]+\"|\\w+)");

    private static Map<String, String> code() {
        Map<String, String> code = StoredKnowledge.libraries();
        code.replaceAll((name, text) -> COMMENT.matcher(text).replaceAll(""));
        return code;
    }

    /** A bare return is distinct: three doses of 20 Gy would sum to 20. */
    @Test
    void everyReturnKeepsDuplicates() {
        code().forEach((name, text) ->
                assertThat(BARE_RETURN.matcher(text).find()).as(name).isFalse());
    }

    /** The engine sorts by each key in turn, so that the last decides: a sort has one key. */
    @Test
    void everySortHasOneKey() {
        Pattern severalKeys = Pattern.compile("\\bsort\\s+by\\s+\\w+\\s*(?:asc|desc)?\\s*,");
        code().forEach((name, text) ->
                assertThat(severalKeys.matcher(text).find()).as(name).isFalse());
    }

    /** Two libraries may use one name for two things: a use counts for the library it is written in or names. */
    @Test
    void everythingDefinedIsUsed() {
        Map<String, String> code = code();
        String asked = StoredKnowledge.text(Path.of("src/main/java/org/spinecds/logic/AssessmentLogic.java"));
        List<String> unused = new ArrayList<>();
        code.forEach((file, text) -> {
            Matcher definition = DEFINITION.matcher(text);
            while (definition.find()) {
                String name = definition.group(1);
                boolean isAnswer = file.equals("SpineRecurrenceAssessment.cql") && asked.contains(name);
                boolean isUsedHere = occurrences(text, name) >= 2;
                if (!isAnswer && !isUsedHere && !isUsedElsewhere(code, file, name) && !isSetByTheCall(name)) {
                    unused.add(file + " " + name);
                }
            }
        });
        assertThat(unused).isEmpty();
    }

    private static boolean isUsedElsewhere(Map<String, String> code, String file, String name) {
        String library = file.substring(0, file.length() - ".cql".length());
        return code.values().stream().anyMatch(text -> {
            Matcher included = Pattern.compile("(?m)^include " + library + " version '[^']+' called (\\w+)")
                    .matcher(text);
            return included.find()
                    && Pattern.compile("\\b" + included.group(1) + "\\." + Pattern.quote(name) + "(?!\\w)")
                            .matcher(text)
                            .find();
        });
    }

    private static boolean isSetByTheCall(String name) {
        return name.equals("Patient");
    }

    private static int occurrences(String text, String name) {
        String exact = name.startsWith("\"") ? Pattern.quote(name) : "(?<![\\w\"])" + Pattern.quote(name) + "(?!\\w)";
        return (int) Pattern.compile(exact).matcher(text).results().count();
    }

    @Test
    void everyStoredValueSetIsNamedInTheCql() {
        String everything = String.join("\n", code().values());
        assertThat(StoredKnowledge.valueSets())
                .allSatisfy(valueSet -> assertThat(everything).contains("'" + valueSet.getUrl() + "'"));
    }

    @Test
    void everyValueSetNamedInTheCqlIsStored() {
        List<String> stored = StoredKnowledge.valueSets().stream()
                .map(org.hl7.fhir.r4.model.ValueSet::getUrl)
                .toList();
        Matcher declared =
                Pattern.compile("(?m)^valueset \"[^\"]+\": '([^']+)'").matcher(String.join("\n", code().values()));
        List<String> named = declared.results().map(found -> found.group(1)).toList();
        assertThat(named).hasSizeGreaterThan(20).doesNotHaveDuplicates().allMatch(stored::contains);
    }
}
