package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cqframework.cql.cql2elm.tracking.Trackable;
import org.cqframework.cql.elm.serializing.ElmJsonLibraryWriter;
import org.hl7.cql.model.ListType;
import org.hl7.elm.r1.Library;
import org.hl7.elm.r1.Union;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the build has translated is what is translated now, and is taken for nothing else. */
class StoredElmTests {

    private static final LibraryTexts TEXTS = LibraryTexts.of(StoredKnowledge.libraries());
    private static final Translation ANEW = Translation.anew(TEXTS);

    private static StoredElm stored() {
        return StoredElm.of(TEXTS)
                .orElseThrow(() -> new AssertionError("target/classes/elm holds another content than cql/input/cql: let"
                        + " ./mvnw process-classes translate it, or every start will."));
    }

    @Test
    void theBuildHasStoredEveryLibraryOfTheContent() {
        assertThat(stored().libraries())
                .extracting(library -> String.valueOf(library.getIdentifier()))
                .containsExactlyInAnyOrderElementsOf(ANEW.libraries().getCompiledLibraries().keySet().stream()
                        .map(String::valueOf)
                        .toList());
    }

    @Test
    void whatIsStoredIsWhatIsTranslatedNowButForItsRepeatedText() {
        for (Library library : stored().libraries()) {
            assertThat(json(library))
                    .as(String.valueOf(library.getIdentifier()))
                    .isEqualTo(json(anew(library)));
        }
    }

    @Test
    void everyUnionOfListsIsStoredAsOne() {
        List<Boolean> stored = stored().libraries().stream()
                .flatMap(library -> unionsOfLists(library).stream())
                .toList();

        assertThat(stored)
                .isNotEmpty()
                .isEqualTo(stored().libraries().stream()
                        .flatMap(library -> unionsOfLists(anew(library)).stream())
                        .toList());
    }

    @Test
    void theWarningsAreThoseOfTheTranslator() {
        assertThat(stored().warnings()).isNotEmpty().isEqualTo(ANEW.warnings());
    }

    @Test
    void aTextThatDiffersByACharacterIsNotFound() {
        Map<String, String> changed = new TreeMap<>(StoredKnowledge.libraries());
        changed.computeIfPresent("SpineRecurrenceTrigger.cql", (name, text) -> text + "\n");

        assertThat(StoredElm.of(LibraryTexts.of(changed))).isEmpty();
    }

    @Test
    void aChangedLibraryIsNeverAnsweredFromWhatIsStored() {
        Map<String, String> changed = new TreeMap<>(StoredKnowledge.libraries());
        changed.computeIfPresent("SpineRecurrenceSettings.cql", (name, text) -> text.replace(
                        "\"cumulativeCap\" default 70.0", "\"cumulativeCap\" default 60.0")
                .replace("cumulativeCap Decimal default 70.0", "cumulativeCap Decimal default 60.0"));

        KnowledgeBase knowledge = new KnowledgeBase(
                FhirContext.forR4Cached(), StoredKnowledge.GUIDELINES, changed, StoredKnowledge.valueSets(), Map.of());

        assertThat(PatientRecord.of("T8")
                        .course("c1", PatientRecord.THREE_DIMENSIONAL, "45", "Gy", 25, "2024-01-10", "T8")
                        .assessed(new AssessmentLogic(knowledge))
                        .levels()
                        .get(0)
                        .constraints()
                        .C1()
                        .limit())
                .isEqualByComparingTo("60");
    }

    @Test
    void aStoredTranslationIsFoundAgainWhereItWasWritten(@TempDir Path classes) throws Exception {
        LibraryTexts one = LibraryTexts.of(Map.of("One.cql", "library One version '1.0.0'\n\ndefine \"A\":\n  1\n"));
        LibraryTexts other = LibraryTexts.of(Map.of("One.cql", "library One version '1.0.0'\n\ndefine \"A\":\n  2\n"));

        StoredElm.write(classes, one, Translation.anew(one));
        assertThat(StoredElm.isIn(classes, one)).isTrue();
        assertThat(StoredElm.isIn(classes, other)).isFalse();

        StoredElm.write(classes, other, Translation.anew(other));
        assertThat(StoredElm.isIn(classes, one)).isFalse();
        assertThat(StoredElm.isIn(classes, other)).isTrue();
    }

    private static Library anew(Library library) {
        return ANEW.libraries().resolveLibrary(library.getIdentifier()).getLibrary();
    }

    private static JsonNode json(Library library) {
        JsonNode tree = JsonMapper.shared().readTree(new ElmJsonLibraryWriter().writeAsString(library));
        tree.findParents("annotation").forEach(node -> ((ObjectNode) node).remove("annotation"));
        return tree;
    }

    private static List<Boolean> unionsOfLists(Library library) {
        List<Boolean> found = new ArrayList<>();
        new LibraryWalk() {

            @Override
            public Boolean visitUnion(Union union, Library within) {
                found.add(Trackable.INSTANCE.getResultType(union) instanceof ListType);
                return super.visitUnion(union, within);
            }
        }.through(library);
        return found;
    }
}
