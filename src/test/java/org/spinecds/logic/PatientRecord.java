package org.spinecds.logic;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.ReadAnswers;

/** A patient with a spine metastasis, built resource by resource, and an MRI of the spine ordered for them. */
final class PatientRecord {

    static final String THREE_DIMENSIONAL = "1162782007";
    static final String SBRT = "SBRT";

    private static final String SCT = "http://snomed.info/sct";
    private static final String MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/";
    private static final String CODEX = "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/";
    private static final String LOCAL = "http://spinecds.org/fhir/CodeSystem/";
    private static final Map<String, String> LEVELS = Map.ofEntries(
            Map.entry("T4", "86197001"),
            Map.entry("T5", "6105006"),
            Map.entry("T6", "32430008"),
            Map.entry("T7", "71737002"),
            Map.entry("T8", "77435000"),
            Map.entry("T9", "33766003"),
            Map.entry("T10", "48405002"),
            Map.entry("L4", "71996003"));

    private final List<Resource> resources = new ArrayList<>();

    static PatientRecord of(String... levels) {
        return born("1960-05-05", levels);
    }

    static PatientRecord born(String birthDate, String... levels) {
        PatientRecord record = new PatientRecord();
        Patient patient = new Patient();
        patient.setId("p");
        patient.setBirthDateElement(new org.hl7.fhir.r4.model.DateType(birthDate));
        record.resources.add(patient);
        Condition metastasis = new Condition();
        metastasis.setId("met");
        metastasis.setCode(code(SCT, "94602001"));
        metastasis.setVerificationStatus(
                code("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"));
        for (String level : levels) {
            metastasis.addBodySite(code(SCT, LEVELS.get(level)));
        }
        record.resources.add(metastasis);
        return record;
    }

    private static CodeableConcept code(String system, @Nullable String code) {
        CodeableConcept concept = new CodeableConcept();
        concept.addCoding().setSystem(system).setCode(code);
        return concept;
    }

    private static Quantity dose(@Nullable String value, @Nullable String unit) {
        Quantity quantity = new Quantity();
        if (value != null) {
            quantity.setValue(new BigDecimal(value));
        }
        if (unit != null) {
            quantity.setUnit(unit).setCode(unit).setSystem("http://unitsofmeasure.org");
        }
        return quantity;
    }

    /** A completed course; null leaves an element out. */
    PatientRecord course(
            String id,
            @Nullable String technique,
            @Nullable String value,
            @Nullable String unit,
            @Nullable Integer fractions,
            @Nullable String end,
            String... levels) {
        Procedure course = new Procedure();
        course.setId(id);
        course.setStatus(Procedure.ProcedureStatus.COMPLETED);
        course.setCode(code(SCT, "1217123003"));
        course.setSubject(new Reference("Patient/p"));
        if (technique != null) {
            Extension how = course.addExtension();
            how.setUrl(MCODE + "mcode-radiotherapy-modality-and-technique");
            how.addExtension(MCODE + "mcode-radiotherapy-modality", code(SCT, "1156506007"));
            how.addExtension(
                    MCODE + "mcode-radiotherapy-technique",
                    technique.matches("\\d+")
                            ? code(SCT, technique)
                            : code("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNC")
                                    .setText(technique));
        }
        Extension dose = course.addExtension();
        dose.setUrl(MCODE + "mcode-radiotherapy-dose-delivered-to-volume");
        dose.addExtension("volume", new Reference("BodyStructure/" + id + "-ptv"));
        if (value != null) {
            dose.addExtension("totalDoseDelivered", dose(value, unit));
        }
        if (fractions != null) {
            dose.addExtension("fractionsDelivered", new UnsignedIntType(fractions));
        }
        if (end != null) {
            course.setPerformed(new Period().setEndElement(new DateTimeType(end)));
        }
        for (String level : levels) {
            course.addBodySite(code(SCT, LEVELS.get(level)));
        }
        resources.add(course);
        BodyStructure volume = new BodyStructure();
        volume.setId(id + "-ptv");
        volume.setMorphology(code(SCT, "228793007"));
        resources.add(volume);
        return this;
    }

    PatientRecord stopped(String id, String plannedValue, int plannedFractions) {
        Procedure course = procedure(id);
        course.setStatus(Procedure.ProcedureStatus.STOPPED);
        course.addBasedOn(new Reference("ServiceRequest/" + id + "-plan"));
        ServiceRequest plan = plan(id + "-plan", plannedValue, plannedFractions);
        plan.setStatus(ServiceRequest.ServiceRequestStatus.COMPLETED);
        return this;
    }

    PatientRecord officialIdentifier(String id, String value) {
        procedure(id)
                .addIdentifier()
                .setUse(org.hl7.fhir.r4.model.Identifier.IdentifierUse.OFFICIAL)
                .setSystem("urn:oid:1.2.3")
                .setValue(value);
        return this;
    }

    private Procedure procedure(String id) {
        return resources.stream()
                .filter(resource -> resource instanceof Procedure
                        && resource.getIdElement().getIdPart().equals(id))
                .map(Procedure.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private ServiceRequest plan(String id, String value, int fractions) {
        ServiceRequest plan = new ServiceRequest();
        plan.setId(id);
        plan.setIntent(ServiceRequest.ServiceRequestIntent.FILLERORDER);
        plan.setStatus(ServiceRequest.ServiceRequestStatus.ACTIVE);
        plan.setCode(code(SCT, "1217123003"));
        Extension dose = plan.addExtension();
        dose.setUrl(CODEX + "codexrt-radiotherapy-dose-planned-to-volume");
        dose.addExtension("totalDose", dose(value, "Gy"));
        dose.addExtension("fractions", new org.hl7.fhir.r4.model.PositiveIntType(fractions));
        resources.add(plan);
        return plan;
    }

    /** An SBRT plan with a thecal sac maximum in Gy. */
    PatientRecord proposedSbrt(String value, int fractions, String thecalSacMaximum, String level) {
        ServiceRequest plan = plan("proposed", value, fractions);
        plan.setAuthoredOnElement(new DateTimeType("2026-02-20"));
        plan.addBodySite(code(SCT, LEVELS.get(level)));
        Extension how = plan.addExtension();
        how.setUrl(MCODE + "mcode-radiotherapy-modality-and-technique");
        how.addExtension(
                MCODE + "mcode-radiotherapy-technique",
                code("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "UNC")
                        .setText(SBRT));
        Observation maximum = maximum("proposed-sac", thecalSacMaximum, "Gy");
        maximum.setStatus(Observation.ObservationStatus.PRELIMINARY);
        maximum.addBasedOn(new Reference("ServiceRequest/proposed"));
        return this;
    }

    PatientRecord thecalSacMaximum(String course, String value, @Nullable String unit) {
        maximum(course + "-sac", value, unit).addPartOf(new Reference("Procedure/" + course));
        return this;
    }

    private Observation maximum(String id, String value, @Nullable String unit) {
        Observation maximum = new Observation();
        maximum.setId(id);
        maximum.setStatus(Observation.ObservationStatus.FINAL);
        maximum.setCode(code(LOCAL + "rt-dose-statistic", "D0.03cc"));
        maximum.setBodySite(code(SCT, "37554007"));
        maximum.setValue(dose(value, unit));
        resources.add(maximum);
        return maximum;
    }

    /** A thecal sac EQD2 in Gy, reported without a dose; the unit text tells the alpha/beta or does not. */
    PatientRecord reportedEqd2(String course, String value, String unitText) {
        Observation reported = maximum(course + "-eqd2", "0", "Gy");
        reported.setValue(null);
        reported.addPartOf(new Reference("Procedure/" + course));
        reported.addComponent()
                .setCode(code("http://dicom.nema.org/resources/ontology/DCM", "130130"))
                .setValue(new Quantity()
                        .setValue(new BigDecimal(value))
                        .setUnit(unitText)
                        .setCode("Gy")
                        .setSystem("http://unitsofmeasure.org"));
        return this;
    }

    /** The maximum of a course at one level. */
    PatientRecord maximumAtLevel(String course, String value, String level) {
        Observation maximum = maximum(course + "-sac-" + level, value, "Gy");
        maximum.addPartOf(new Reference("Procedure/" + course));
        maximum.addExtension(
                "http://spinecds.org/fhir/StructureDefinition/vertebral-level",
                new org.hl7.fhir.r4.model.Coding().setSystem(SCT).setCode(LEVELS.get(level)));
        return this;
    }

    /** The maximum of the true cord. */
    PatientRecord trueCordMaximum(String course, String value) {
        Observation maximum = maximum(course + "-cord", value, "Gy");
        maximum.addPartOf(new Reference("Procedure/" + course));
        maximum.setBodySite(code(SCT, "2748008"));
        return this;
    }

    /** A row of a stereotactic treatment on one day, as it is billed. */
    PatientRecord billed(String id, String cpt, String day) {
        Procedure row = new Procedure();
        row.setId(id);
        row.setStatus(Procedure.ProcedureStatus.COMPLETED);
        row.setCode(code("http://www.ama-assn.org/go/cpt", cpt));
        row.setPerformed(new DateTimeType(day));
        resources.add(row);
        return this;
    }

    /** An assessment of the day, by its local or LOINC code. */
    PatientRecord observed(String code, org.hl7.fhir.r4.model.Type value) {
        Observation observation = new Observation();
        observation.setId("o-" + code);
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation.setCode(code(code.matches("\\d+-\\d") ? "http://loinc.org" : LOCAL + "spine-assessment", code));
        observation.setEffective(new DateTimeType("2026-03-01"));
        observation.setValue(value);
        resources.add(observation);
        return this;
    }

    /** A code of the list a local assessment is answered from. */
    static CodeableConcept answer(String list, String code) {
        return code(LOCAL + list, code);
    }

    /** References to all of it, such as {@code Procedure/c1}. */
    List<String> references() {
        return resources.stream()
                .map(resource ->
                        resource.fhirType() + "/" + resource.getIdElement().getIdPart())
                .toList();
    }

    /** Without the metastasis. */
    PatientRecord withoutMetastasis() {
        resources.removeIf(Condition.class::isInstance);
        return this;
    }

    /** Its observations without their ids. */
    PatientRecord withoutIds() {
        resources.stream()
                .filter(Observation.class::isInstance)
                .forEach(observation -> observation.setId((String) null));
        return this;
    }

    PatientRecord shuffled(long seed) {
        Collections.shuffle(resources, new Random(seed));
        return this;
    }

    ReadAnswers assessed() {
        return assessed(StoredKnowledge.LOGIC);
    }

    ReadAnswers assessed(AssessmentLogic logic) {
        return assessed(logic, "Cards", "order-select", "36400-0");
    }

    /** Assessed for a service, with one imaging order by its LOINC code. */
    ReadAnswers assessed(AssessmentLogic logic, String cards, String hook, String imaging) {
        ServiceRequest order = new ServiceRequest();
        order.setId("order");
        order.setStatus(ServiceRequest.ServiceRequestStatus.DRAFT);
        order.setIntent(ServiceRequest.ServiceRequestIntent.ORDER);
        order.setCode(code("http://loinc.org", imaging));
        return new ReadAnswers(StoredKnowledge.answering(logic)
                .assess(
                        new AssessmentLogic.Question("SpineRecurrenceAssessment", cards, hook),
                        resources,
                        hook.equals("patient-view") ? List.of() : List.of(order),
                        StoredKnowledge.DAY));
    }
}
