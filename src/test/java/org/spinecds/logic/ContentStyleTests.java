package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.spinecds.content.Content;

/** Traps of CQL that no translator reports, and content nothing uses. */
class ContentStyleTests {

    @Test
    void theContentHoldsNoTrapAndNothingThatIsUsedByNothing() {
        assertThat(ContentLint.of(Content.at(Path.of("."))))
                .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                .isEmpty();
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
