package org.spinecds.guideline;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.fhir.Reading;
import org.spinecds.logic.Evaluator;
import org.spinecds.workbench.ContentCopy;

/** What the rules read of a record is read off the rules. */
class GuidelineReadingTests {

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @Test
    void observationsAreReadByTheirCodes() {
        Map<String, Set<String>> codes = codes(GuidelineSource.asWritten(Path.of(".")));

        assertThat(codes).containsOnlyKeys("Observation");
        assertThat(codes.get("Observation"))
                .contains("http://loinc.org|89247-1", "http://loinc.org|97509-4")
                .noneMatch(code -> code.startsWith("|") || code.endsWith("|"));
    }

    @Test
    void ruleThatReadsAllOfATypeIsSeen(@TempDir Path folder) throws Exception {
        ContentCopy content = ContentCopy.in(folder, List.of());
        Path common = folder.resolve("cql/input/cql/SpineRecurrenceCommon.cql");
        Files.writeString(
                common, Files.readString(common) + "\ndefine \"Anything Observed\":\n  exists [Observation]\n");

        assertThat(codes(GuidelineSource.asWritten(content.folder()))).isEmpty();
    }

    @Test
    void siteWithCodesOfItsOwnReadsEverything(@TempDir Path maps) throws Exception {
        Files.writeString(
                maps.resolve("ours.json"),
                """
                {"resourceType": "ConceptMap", "status": "active", "group": [{"source": "http://ours.org",
                 "target": "http://loinc.org", "element": [{"code": "ecog", "target": [{"code": "89247-1",
                 "equivalence": "equivalent"}]}]}]}
                """);
        Guideline guideline = new GuidelineSource(
                        new ContentSettings(
                                Path.of("."),
                                null,
                                maps,
                                Map.of(),
                                new SignOffSettings(null, false),
                                Evaluator.PREPARED,
                                null),
                        new CardSettings(7, false))
                .load(FHIR);

        assertThat(guideline.reading(guideline.services().services().get(0))).isSameAs(Reading.EVERYTHING);
    }

    private static Map<String, Set<String>> codes(GuidelineSource source) {
        Guideline guideline = source.load(FHIR);
        return guideline.reading(guideline.services().services().get(0)).byType();
    }
}
