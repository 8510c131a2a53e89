package org.spinecds.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.NamingSystem;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFormTests {

    private static final String CM = "http://hl7.org/fhir/sid/icd-10-cm";
    private static final String WHO = "http://hl7.org/fhir/sid/icd-10";
    private static final FhirJson FHIR = new FhirJson(R4.context());
    private static final CodeNames NAMES = CodeNames.of(
            List.of(
                    named("ICD10CM", CM, "2.16.840.1.113883.6.90"),
                    named("ICD10", WHO, "2.16.840.1.113883.6.3"),
                    named("CPT", "http://www.ama-assn.org/go/cpt", "2.16.840.1.113883.6.12")),
            Set.of(
                    CM + "|C79.51",
                    WHO + "|C79.5",
                    "http://www.ama-assn.org/go/cpt|77402",
                    "https://www.cms.gov/codes|G0339",
                    "http://snomed.info/sct|94602001"));
    private static final PlainForm PLAIN = new PlainForm(FHIR, NAMES);

    private static NamingSystem named(String name, String... ids) {
        NamingSystem system = new NamingSystem().setName(name);
        for (String id : ids) {
            system.addUniqueId().setValue(id).setPreferred(id.equals(ids[0]));
        }
        return system;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Procedure/c1",
                "Procedure/c1/_history/2",
                "http://ehr.example.org/fhir/Procedure/c1",
                "https://ehr.example.org/fhir/R4/Procedure/c1/_history/2"
            })
    void aReferenceIsTypeAndId(String written) {
        assertThat(parentOf(new Reference(written), course("c1"))).isEqualTo("Procedure/c1");
    }

    @Test
    void aReferenceByIdentifierNamesTheResourceWithThatSystemAndValue() {
        Procedure course = course("c1");
        course.addIdentifier().setSystem("urn:plans").setValue("K-17");
        Reference logical = new Reference();
        logical.getIdentifier().setSystem("urn:plans").setValue("K-17");
        Reference other = new Reference();
        other.getIdentifier().setValue("K-17");

        assertThat(parentOf(logical, course)).isEqualTo("Procedure/c1");
        assertThat(parentOf(other, course)).isNull();
    }

    @Test
    void aLiteralThatLeadsNowhereGivesWayToItsIdentifier() {
        Procedure course = course("c1");
        course.addIdentifier().setSystem("urn:plans").setValue("K-17");
        Reference both = new Reference("Procedure/gone");
        both.getIdentifier().setSystem("urn:plans").setValue("K-17");

        assertThat(parentOf(both, course)).isEqualTo("Procedure/c1");
    }

    @Test
    void aUrnNamesTheResourceThatHasItAsIdentifier() {
        Procedure course = course("c1");
        course.addIdentifier().setSystem("urn:ietf:rfc:3986").setValue("urn:oid:1.2.3.4");

        assertThat(parentOf(new Reference("urn:oid:1.2.3.4"), course)).isEqualTo("Procedure/c1");
    }

    @Test
    void aContainedVolumeIsOneOfItsOwn() {
        Resource course = FHIR.read(
                """
                {"resourceType": "Procedure", "id": "c1", "status": "completed",
                 "contained": [{"resourceType": "BodyStructure", "id": "v", "description": "PTV"}],
                 "extension": [{"url": "dose", "extension": [{"url": "volume", "valueReference": {"reference": "#v"}}]}]}""");

        List<Resource> plain = PLAIN.of(List.of(course));

        assertThat(plain).hasSize(2);
        assertThat(plain.get(1)).isInstanceOf(BodyStructure.class);
        assertThat(FHIR.write(plain.get(0)))
                .contains("\"reference\":\"BodyStructure/" + plain.get(1).getIdPart() + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        CM + ", C79.51, " + CM + ", C79.51",
        CM + ", c79.51, " + CM + ", C79.51",
        CM + ", C7951, " + CM + ", C79.51",
        "urn:oid:2.16.840.1.113883.6.90, C7951, " + CM + ", C79.51",
        "https://hl7.org/fhir/sid/icd-10-cm/, C79.51, " + CM + ", C79.51",
        WHO + ", C79.51, " + CM + ", C79.51",
        WHO + ", C79.5, " + WHO + ", C79.5",
        CM + ", C79.5, " + WHO + ", C79.5",
        WHO + ", M54.5, " + WHO + ", M54.5",
        ", C79.51, " + CM + ", C79.51",
        ", c7951, " + CM + ", C79.51",
        ", 94602001, http://snomed.info/sct, 94602001",
        "urn:oid:2.16.840.1.113883.6.12, 77402, http://www.ama-assn.org/go/cpt, 77402",
        "http://www.cms.gov/codes, G0339, https://www.cms.gov/codes, G0339",
        "http://example.org/local, c7951, http://example.org/local, c7951",
        ", 3, , 3"
    })
    void aCodeHasTheNameTheRulesKnow(String system, String code, String plainSystem, String plainCode) {
        Condition condition = new Condition();
        condition.getCode().addCoding().setSystem(system).setCode(code);

        Condition plain = (Condition)
                PLAIN.of(List.of(FHIR.read(FHIR.write(condition.setId("k"))))).get(0);

        assertThat(plain.getCode().getCodingFirstRep().getSystem()).isEqualTo(plainSystem);
        assertThat(plain.getCode().getCodingFirstRep().getCode()).isEqualTo(plainCode);
    }

    @Test
    void whatIsPlainAlreadyStaysAsItIs() {
        Procedure course = course("c1");

        assertThat(PLAIN.of(List.of(course))).singleElement().isSameAs(course);
    }

    private static Procedure course(String id) {
        Procedure course = new Procedure();
        course.setId(id);
        return course;
    }

    private static String parentOf(Reference reference, Procedure course) {
        Observation maximum = new Observation();
        maximum.setId("max");
        maximum.addPartOf(reference);
        return ((Observation) PLAIN.of(List.of(course, maximum)).get(1))
                .getPartOfFirstRep()
                .getReference();
    }
}
