package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.spinecds.decision.Assessment;

/** Broken content is found before the first patient, with its place. */
class KnowledgeBaseTests {

    private static Map<String, String> with(String fileName, String text) {
        Map<String, String> libraries = new TreeMap<>(StoredKnowledge.libraries());
        libraries.put(fileName, text);
        return libraries;
    }

    @Nested
    class BrokenContent {

        @Test
        void aTranslationErrorIsNamedWithItsLine() {
            assertThatThrownBy(() -> new KnowledgeBase(
                            FhirContext.forR4Cached(),
                            StoredKnowledge.GUIDELINES,
                            with("Broken.cql", "library Broken version '1.0.0'\n\ndefine \"A\":\n  1 + 'x'\n"),
                            StoredKnowledge.valueSets(),
                            Map.of()))
                    .isInstanceOf(ContentBroken.class)
                    .hasMessageContaining("cql/input/cql/Broken.cql:4:");
        }

        @Test
        void aLibraryMustBeNamedAsItsFile() {
            assertThatThrownBy(() -> new KnowledgeBase(
                            FhirContext.forR4Cached(),
                            StoredKnowledge.GUIDELINES,
                            with("Other.cql", "library Another version '1.0.0'\n"),
                            StoredKnowledge.valueSets(),
                            Map.of()))
                    .isInstanceOf(ContentBroken.class)
                    .hasMessageContaining("Other.cql");
        }

        @Test
        void aValueSetThatIsNotStoredIsNamed() {
            List<ValueSet> fewer = StoredKnowledge.valueSets().stream()
                    .filter(valueSet -> !valueSet.getUrl().endsWith("/spine-imaging"))
                    .toList();
            assertThatThrownBy(() -> new KnowledgeBase(
                            FhirContext.forR4Cached(),
                            StoredKnowledge.GUIDELINES,
                            StoredKnowledge.libraries(),
                            fewer,
                            Map.of()))
                    .isInstanceOf(ContentBroken.class)
                    .hasMessageContaining("ValueSet/spine-imaging is not stored");
        }

        @Test
        void aValueSetWithoutExpansionIsNamed() {
            List<ValueSet> valueSets = new ArrayList<>(StoredKnowledge.valueSets());
            ValueSet bare = valueSets.remove(0).copy();
            bare.setExpansion(null);
            valueSets.add(bare);
            assertThatThrownBy(() -> new KnowledgeBase(
                            FhirContext.forR4Cached(),
                            StoredKnowledge.GUIDELINES,
                            StoredKnowledge.libraries(),
                            valueSets,
                            Map.of()))
                    .isInstanceOf(ContentBroken.class)
                    .hasMessageContaining(bare.getUrl() + " has no stored expansion");
        }

        @Test
        void anUnknownSettingIsNamed() {
            assertThatThrownBy(() -> knowledgeWith("cumulativCap", "60"))
                    .isInstanceOf(ContentBroken.class)
                    .hasMessageContaining("spinecds.parameters.cumulativCap");
        }

        @Test
        void aSettingOfTheWrongKindIsNamed() {
            assertThatThrownBy(() -> knowledgeWith("minMonths", "five"))
                    .isInstanceOf(ContentBroken.class)
                    .hasMessageContaining("spinecds.parameters.minMonths");
        }
    }

    private static KnowledgeBase knowledgeWith(String setting, String value) {
        return new KnowledgeBase(
                FhirContext.forR4Cached(),
                StoredKnowledge.GUIDELINES,
                StoredKnowledge.libraries(),
                StoredKnowledge.valueSets(),
                Map.of(setting, value));
    }

    @Test
    void aChangedSettingIsReportedAndObeyed() {
        KnowledgeBase stricter = knowledgeWith("cumulativeCap", "60");

        assertThat(stricter.changedSettings())
                .containsExactly(
                        new KnowledgeBase.ChangedSetting("SpineRecurrenceSettings", "cumulativeCap", "60", "70.0"));
        Assessment assessment = PatientRecord.of("T8")
                .course("c1", PatientRecord.THREE_DIMENSIONAL, "45", "Gy", 25, "2024-01-10", "T8")
                .assessed(new AssessmentLogic(stricter));
        assertThat(assessment.levels().get(0).budgetEqd2Gy()).isEqualByComparingTo("17.25");
        assertThat(assessment.levels().get(0).constraints().C1().limit()).isEqualByComparingTo("60");
    }

    @Test
    void aSettingAtItsDefaultIsNoChange() {
        assertThat(knowledgeWith("cumulativeCap", "70").changedSettings()).isEmpty();
    }
}
