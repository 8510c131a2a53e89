package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.cqframework.cql.elm.serializing.ElmJsonLibraryWriter;
import org.hl7.elm.r1.Library;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A change is translated in as far as it reaches, and comes to what translating everything comes to. */
class TranslationTests {

    private static final String SETTINGS = "SpineRecurrenceSettings";
    private static final String CONSTRAINTS = "SpineRecurrenceConstraints";
    private static final LibraryTexts TEXTS = LibraryTexts.of(StoredKnowledge.libraries());
    private static final Translation BEFORE = Translation.anew(TEXTS);
    private static final Map<String, String> ELM_BEFORE = elm(BEFORE);

    static List<String> names() {
        return List.copyOf(TEXTS.byName().keySet());
    }

    private static LibraryTexts changed(String library, String text, String other) {
        Map<String, String> files = new TreeMap<>(StoredKnowledge.libraries());
        files.computeIfPresent(library + ".cql", (name, all) -> {
            assertThat(all).contains(text);
            return all.replace(text, other);
        });
        return LibraryTexts.of(files);
    }

    private static LibraryTexts withMoreText(String library, String more) {
        Map<String, String> files = new TreeMap<>(StoredKnowledge.libraries());
        files.computeIfPresent(library + ".cql", (name, all) -> all + more);
        return LibraryTexts.of(files);
    }

    private static Library library(Translation translation, String name) {
        return Objects.requireNonNull(translation
                .libraries()
                .resolveLibrary(Objects.requireNonNull(TEXTS.identifiers().get(name)))
                .getLibrary());
    }

    private static Map<String, String> elm(Translation translation) {
        Map<String, String> elm = new TreeMap<>();
        names().forEach(name -> elm.put(name, new ElmJsonLibraryWriter().writeAsString(library(translation, name))));
        return elm;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLibraryThatOffersTheSameIsTranslatedWithoutThoseThatIncludeIt(String name) {
        Translation after = Translation.after(BEFORE, withMoreText(name, "\n// a remark\n"));

        assertThat(after.findings()).isEmpty();
        assertThat(library(after, name)).isNotSameAs(library(BEFORE, name));
        assertThat(elm(after)).isEqualTo(ELM_BEFORE);
        assertThat(after.warnings()).containsExactlyInAnyOrderElementsOf(BEFORE.warnings());
    }

    @Test
    void aChangedDefaultReachesNoOtherLibrary() {
        LibraryTexts texts =
                changed(SETTINGS, "cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 68.0");
        Translation after = Translation.after(BEFORE, texts);

        assertThat(elm(after)).isEqualTo(elm(Translation.anew(texts))).isNotEqualTo(ELM_BEFORE);
        assertThat(library(after, CONSTRAINTS)).isSameAs(library(BEFORE, CONSTRAINTS));
    }

    @Test
    void aChangedTypeReachesThoseThatIncludeIt() {
        LibraryTexts texts = changed(SETTINGS, "minMonths Integer default 5", "minMonths Decimal default 5.0");
        Translation after = Translation.after(BEFORE, texts);

        assertThat(after.findings())
                .anyMatch(finding -> finding.contains("SpineRecurrence"))
                .isEqualTo(Translation.anew(texts).findings());
    }

    @Test
    void aDefineMoreReachesThoseThatIncludeIt() {
        Translation after = Translation.after(BEFORE, withMoreText(CONSTRAINTS, "\ndefine \"One More\": 1\n"));

        assertThat(library(after, "SpineRecurrenceAssessment"))
                .isNotSameAs(library(BEFORE, "SpineRecurrenceAssessment"));
    }

    @Test
    void whatIsWrongIsFoundAsWhenEverythingIsTranslated() {
        LibraryTexts texts = changed(SETTINGS, "sbrtCap Decimal default 25.0", "sbrtCap Decimal default of 25.0");

        assertThat(Translation.after(BEFORE, texts).findings())
                .isNotEmpty()
                .isEqualTo(Translation.anew(texts).findings());
    }

    @Test
    void aTextThatIsGoneReachesThoseThatNameIt() {
        LibraryTexts texts = changed(SETTINGS, "parameter cumulativeCap", "parameter cumulativeCapacity");

        assertThat(Translation.after(BEFORE, texts).findings())
                .isNotEmpty()
                .isEqualTo(Translation.anew(texts).findings());
    }
}
