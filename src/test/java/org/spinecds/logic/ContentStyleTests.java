package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.spinecds.content.CaseFiles;
import org.spinecds.content.Content;

/** Traps of CQL that no translator reports, and content nothing uses. */
class ContentStyleTests {

    private static final long MOST_LINES = 200;

    /** Longer than that, for now: none may grow, and whoever splits one takes it from here. */
    private static final Map<String, Long> LONGER = Map.ofEntries(
            Map.entry("SpineRecurrenceAssessment.cql", 230L),
            Map.entry("SpineRecurrenceCards.cql", 523L),
            Map.entry("SpineRecurrenceCaveats.cql", 230L),
            Map.entry("SpineRecurrenceCourses.cql", 612L),
            Map.entry("SpineRecurrenceCurrentFacts.cql", 411L),
            Map.entry("SpineRecurrenceElements.cql", 841L),
            Map.entry("SpineRecurrenceInstruments.cql", 218L),
            Map.entry("SpineRecurrenceLevels.cql", 229L),
            Map.entry("SpineRecurrenceOptions.cql", 518L),
            Map.entry("SpineRecurrencePlan.cql", 281L),
            Map.entry("SpineRecurrenceRadiotherapy.cql", 437L),
            Map.entry("SpineRecurrenceSuggestions.cql", 310L),
            Map.entry("SpineRecurrenceUnread.cql", 247L));

    /** They hold terms, settings and readings that every rule uses, or gather the answer. */
    private static final Set<String> WITHOUT_RULES = Set.of(
            "Assessment",
            "Common",
            "Concepts",
            "Elements",
            "Levels",
            "Radiobiology",
            "Radiotherapy",
            "Settings",
            "Table3",
            "Worksheet");

    @Test
    void theContentHoldsNoTrapAndNothingThatIsUsedByNothing() {
        assertThat(ContentLint.of(Content.at(Path.of("."))))
                .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                .isEmpty();
    }

    @Test
    void twoCasesOfOneNameAreAnError() {
        Content content = Content.of(
                "a copy",
                Content.at(Path.of(".")).texts(),
                CaseFiles.of(Map.of("cql/input/tests/a/A.json", "{}", "cql/input/tests/b/A.json", "{}")));

        assertThat(ContentLint.of(content))
                .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                .extracting(Finding::toString)
                .singleElement()
                .asString()
                .startsWith("cql/input/tests/b/A.json")
                .contains("the case A is also in cql/input/tests/a/A.json");
    }

    @Test
    void aLibraryHasOneSubjectAndIsShort() {
        StoredKnowledge.libraries()
                .forEach((file, text) -> assertThat(text.lines().count())
                        .as("lines of " + file)
                        .isLessThanOrEqualTo(LONGER.getOrDefault(file, MOST_LINES)));
    }

    @Test
    void aLibraryOfRulesSaysWhenAndThenAndFromWhere() {
        assertThat(StoredKnowledge.libraries().entrySet())
                .filteredOn(file -> !WITHOUT_RULES.contains(
                        file.getKey().replace("SpineRecurrence", "").replace(".cql", "")))
                .hasSizeGreaterThan(25)
                .allSatisfy(file -> assertThat(
                                file.getValue().substring(0, file.getValue().indexOf("*/")))
                        .as("header of " + file.getKey())
                        .containsPattern("(?s)\\n\\nWhen: .*\\nThen: .*\\nSource: "));
    }

    @Test
    void everyValueSetNamedInTheCqlIsStored() {
        List<String> stored = StoredKnowledge.valueSets().stream()
                .map(org.hl7.fhir.r4.model.ValueSet::getUrl)
                .toList();
        Matcher declared = Pattern.compile("(?m)^valueset \"[^\"]+\": '([^']+)'")
                .matcher(String.join("\n", StoredKnowledge.libraries().values()));
        List<String> named = declared.results().map(found -> found.group(1)).toList();
        assertThat(named).hasSizeGreaterThan(20).doesNotHaveDuplicates().allMatch(stored::contains);
    }
}
