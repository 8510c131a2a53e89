package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;

/** The tables of codes in the CQL, held against the displays of the stored value sets. */
class CodeTableTests {

    private static final List<String> LEVELS = levels();
    private static final Pattern LEVEL_ROW = Pattern.compile("\\{ code: '(\\d+)', index: (\\d+) }");
    private static final Pattern REGION_ROW = Pattern.compile("\\{ code: '(\\d+)', lowest: (\\d+), highest: (\\d+) }");
    private static final Pattern NAMED = Pattern.compile("\\b([CTLS]\\d{1,2})\\b");

    private static List<String> levels() {
        List<String> levels = new ArrayList<>();
        add(levels, "C", 7);
        add(levels, "T", 12);
        add(levels, "L", 5);
        add(levels, "S", 5);
        levels.add("Co");
        return levels;
    }

    private static void add(List<String> levels, String letter, int count) {
        for (int i = 1; i <= count; i++) {
            levels.add(letter + i);
        }
    }

    private static Map<String, String> displays(String valueSet) {
        Map<String, String> displays = new TreeMap<>();
        StoredKnowledge.valueSets().stream()
                .filter(stored -> stored.getIdElement().getIdPart().equals(valueSet))
                .map(ValueSet::getExpansion)
                .forEach(expansion ->
                        expansion.getContains().forEach(code -> displays.put(code.getCode(), code.getDisplay())));
        return displays;
    }

    private static Matcher rows(Pattern pattern) {
        return pattern.matcher(StoredKnowledge.text(Path.of("cql/input/cql/SpineRecurrenceLevels.cql")));
    }

    @Test
    void everyCodeOfALevelIsThatLevelInTheValueSet() {
        Map<String, String> displays = displays("vertebral-level");
        Map<String, String> table = new TreeMap<>();
        rows(LEVEL_ROW).results().forEach(row -> table.put(row.group(1), LEVELS.get(Integer.parseInt(row.group(2)))));

        assertThat(table.keySet()).isEqualTo(displays.keySet());
        assertThat(table).hasSizeGreaterThan(50);
        table.forEach((code, level) -> {
            Matcher named = NAMED.matcher(displays.get(code));
            if (named.find()) {
                assertThat(level).as(code + " " + displays.get(code)).isEqualTo(named.group(1));
            } else {
                assertThat(displays.get(code)).as(level).containsPattern("(?i)coccy|odontoid|dens|axis|atlas");
            }
        });
    }

    @Test
    void everyCodeOfARegionSpansItInTheValueSet() {
        Map<String, String> displays = displays("spine-region");
        Map<String, String> ends = Map.of(
                "cervicothoracic", "C1 T12",
                "thoracolumbar", "T1 L5",
                "lumbosacral", "L1 S5",
                "sacrococcygeal", "S1 Co",
                "cervical", "C1 C7",
                "thoracic", "T1 T12",
                "lumbar", "L1 L5",
                "sacr", "S1 S5");
        List<String> longestFirst = List.of(
                "cervicothoracic",
                "thoracolumbar",
                "lumbosacral",
                "sacrococcygeal",
                "cervical",
                "thoracic",
                "lumbar",
                "sacr");
        Map<String, String> table = new TreeMap<>();
        rows(REGION_ROW)
                .results()
                .forEach(row -> table.put(
                        row.group(1),
                        LEVELS.get(Integer.parseInt(row.group(2))) + " " + LEVELS.get(Integer.parseInt(row.group(3)))));

        assertThat(table.keySet()).isEqualTo(displays.keySet());
        table.forEach((code, span) -> {
            String display = displays.getOrDefault(code, "")
                    .toLowerCase(java.util.Locale.ROOT)
                    .replaceAll("[ -]", "");
            String expected = longestFirst.stream()
                    .filter(display::contains)
                    .findFirst()
                    .map(ends::get)
                    .orElse("C1 Co");
            // Hip or sacrum: the sacrum and the coccyx may be meant.
            assertThat(span).as(code + " " + display).isEqualTo(code.equals("118645006") ? "S1 Co" : expected);
        });
    }

    /** Procedures are retrieved by it, so a code it lacks would be a course that nobody sees. */
    @Test
    void anyRadiotherapyProcedureIsWhatTheRulesTellApart() {
        Set<String> told = new TreeSet<>();
        for (String part : List.of(
                "radiotherapy-course",
                "radiotherapy-phase",
                "stereotactic-radiotherapy-procedure",
                "cranial-radiosurgery-procedure")) {
            told.addAll(codes(part));
        }
        assertThat(codes("any-radiotherapy-procedure"))
                .containsAll(told)
                .contains("http://www.ama-assn.org/go/cpt|77386", "http://www.ama-assn.org/go/cpt|77402")
                .noneMatch(code -> code.endsWith("|440252007"));
    }

    private static List<String> codes(String valueSet) {
        return StoredKnowledge.valueSets().stream()
                .filter(stored -> stored.getUrl().endsWith("/" + valueSet))
                .flatMap(stored -> stored.getExpansion().getContains().stream())
                .map(code -> code.getSystem() + "|" + code.getCode())
                .toList();
    }
}
