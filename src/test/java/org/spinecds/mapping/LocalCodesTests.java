package org.spinecds.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.content.ContentUnreadable;

class LocalCodesTests {

    private static final String SITE = "http://hospital.example.org/codes";
    private static final String OURS = "http://spinecds.org/fhir/CodeSystem/spine-assessment";

    private final Path folder;

    LocalCodesTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aStandardCodingStandsBesideTheLocalOne() throws Exception {
        write(SITE, "77", OURS, "surgical-candidate", "equal");
        Observation observation = new Observation();
        observation.setCode(new CodeableConcept(new Coding(SITE, "77", "candidate?")));

        read().addStandardCodings(observation);
        read().addStandardCodings(observation);

        assertThat(observation.getCode().getCoding())
                .extracting(Coding::getCode)
                .containsExactly("77", "surgical-candidate");
    }

    @Test
    void aTextIsReadWithoutRegardToCase() throws Exception {
        write(LocalCodes.TEXT, "T8 vertebra", "http://snomed.info/sct", "11068009", "equivalent");
        Condition condition = new Condition();
        condition.addBodySite().setText(" t8 VERTEBRA ");

        read().addStandardCodings(condition);

        assertThat(condition.getBodySiteFirstRep().getCodingFirstRep().getCode())
                .isEqualTo("11068009");
    }

    @Test
    void yesAndNoBecomeTrueAndFalseAndAnythingElseStays() throws Exception {
        write(
                LocalCodes.TEXT + "/surgical-candidate",
                "Nein",
                "http://terminology.hl7.org/CodeSystem/v2-0136",
                "N",
                "equal");

        assertThat(answered("nein").getValue())
                .isInstanceOfSatisfying(
                        BooleanType.class, no -> assertThat(no.booleanValue()).isFalse());
        assertThat(answered("vielleicht").getValue()).isInstanceOf(StringType.class);
    }

    @Test
    void aTemplateAsksForTheLocalCodesToo() throws Exception {
        write(SITE, "77", OURS, "sins-total", "equal");

        assertThat(read().widened("Observation?patient={{context.patientId}}&code=" + OURS + "|sins-total," + OURS
                        + "|x"))
                .isEqualTo("Observation?patient={{context.patientId}}&code=" + OURS + "|sins-total," + OURS + "|x,"
                        + SITE + "|77");
        assertThat(read().widened("Procedure?patient={{context.patientId}}"))
                .isEqualTo("Procedure?patient={{context.patientId}}");
    }

    @Test
    void theTextsFollowEveryChangeOfAMap() throws Exception {
        write(SITE, "77", OURS, "sins-total", "equal");
        List<String> before = read().texts();
        write(SITE, "77", OURS, "surgical-candidate", "equal");

        assertThat(before).hasSize(1).isNotEqualTo(read().texts());
    }

    /** A wider code read as ours would make one grade out of several. */
    @Test
    void whatIsNotTheSameIsRefused() throws Exception {
        write(SITE, "77", OURS, "sins-total", "wider");

        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(this::read)
                .withMessageContaining("77");
    }

    @Test
    void whatIsNoConceptMapIsRefused() throws Exception {
        Files.writeString(folder.resolve("a.json"), "{\"resourceType\": \"ValueSet\"}");

        assertThatExceptionOfType(ContentUnreadable.class).isThrownBy(this::read);
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(() -> LocalCodes.in(folder.resolve("nowhere"), FhirContext.forR4Cached()))
                .withMessageContaining("spinecds.local-codes");
    }

    private Observation answered(String text) {
        Observation observation = new Observation();
        observation.setCode(new CodeableConcept(new Coding(OURS, "surgical-candidate", null)));
        observation.setValue(new StringType(text));
        read().addStandardCodings(observation);
        return observation;
    }

    private LocalCodes read() {
        return LocalCodes.in(folder, FhirContext.forR4Cached());
    }

    private void write(String source, String code, String target, String to, String equivalence) throws Exception {
        Files.writeString(
                folder.resolve("map.json"),
                """
                {"resourceType": "ConceptMap", "status": "active", "group": [{"source": "%s", "target": "%s",
                  "element": [{"code": "%s", "target": [{"code": "%s", "equivalence": "%s"}]}]}]}
                """
                        .formatted(source, target, code, to, equivalence));
    }
}
