package org.spinecds.logic;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ValueSet;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;

/** The project's content, translated once for all tests of this package, and the day they live in. */
final class StoredKnowledge {

    static final ZonedDateTime DAY = ZonedDateTime.of(2026, 3, 2, 12, 0, 0, 0, ZoneOffset.UTC);
    static final List<GuidelineFile> GUIDELINES = GuidelineFile.of(Content.at(Path.of(".")));
    static final KnowledgeBase KNOWLEDGE =
            new KnowledgeBase(FhirContext.forR4Cached(), GUIDELINES, libraries(), valueSets(), Map.of());
    static final AssessmentLogic LOGIC = new AssessmentLogic(KNOWLEDGE);

    private StoredKnowledge() {}

    /** The same rules with settings of a site. */
    static AssessmentLogic with(Map<String, String> configured) {
        return new AssessmentLogic(
                new KnowledgeBase(FhirContext.forR4Cached(), GUIDELINES, libraries(), valueSets(), configured));
    }

    static Map<String, String> libraries() {
        Map<String, String> libraries = new TreeMap<>();
        files("cql/input/cql", ".cql").forEach(file -> libraries.put(String.valueOf(file.getFileName()), text(file)));
        return libraries;
    }

    static List<ValueSet> valueSets() {
        return files("cql/input/vocabulary/valueset", ".json").stream()
                .map(file -> FhirContext.forR4Cached().newJsonParser().parseResource(ValueSet.class, text(file)))
                .toList();
    }

    private static List<Path> files(String folder, String suffix) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
