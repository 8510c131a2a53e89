package org.spinecds.replay;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Resources of patients that no rule concerns, drawn by a seed. They have the form, length and compression of those of Synthea,
 * whose codes no value set of the rules holds in a Condition or Procedure.
 */
public final class Hay {

    private record Term(String code, String display) {}

    private static final List<Term> TESTS = List.of(
            new Term("8302-2", "Body Height"),
            new Term("29463-7", "Body Weight"),
            new Term("39156-5", "Body mass index (BMI) [Ratio]"),
            new Term("8867-4", "Heart rate"),
            new Term("9279-1", "Respiratory rate"),
            new Term("2339-0", "Glucose [Mass/volume] in Blood"),
            new Term("6299-2", "Urea nitrogen [Mass/volume] in Blood"),
            new Term("38483-4", "Creatinine [Mass/volume] in Blood"),
            new Term("49765-1", "Calcium [Mass/volume] in Blood"),
            new Term("2947-0", "Sodium [Moles/volume] in Blood"),
            new Term("6690-2", "Leukocytes [#/volume] in Blood by Automated count"),
            new Term("718-7", "Hemoglobin [Mass/volume] in Blood"));
    private static final List<Term> FINDINGS = List.of(
            new Term("444814009", "Viral sinusitis (disorder)"),
            new Term("195662009", "Acute viral pharyngitis (disorder)"),
            new Term("160903007", "Full-time employment (finding)"),
            new Term("59621000", "Essential hypertension (disorder)"),
            new Term("15777000", "Prediabetes (finding)"),
            new Term("10509002", "Acute bronchitis (disorder)"),
            new Term("66383009", "Gingivitis (disorder)"));

    private static final List<Term> DONE = List.of(
            new Term("430193006", "Medication reconciliation (procedure)"),
            new Term("710824005", "Assessment of health and social care needs (procedure)"),
            new Term("80146002", "Appendectomy (procedure)"),
            new Term("171207006", "Depression screening (procedure)"));

    private final Random random;

    public Hay(long seed) {
        random = new Random(seed);
    }

    /** The lines of so many patients, each with so many Observations and a tenth as many Conditions, Procedures and orders. */
    public Stream<String> lines(int patients, int observations) {
        return Stream.generate(this::uuid).limit(patients).flatMap(patient -> patient(patient, observations));
    }

    /** The type of a line of hay. */
    public static String type(String line) {
        return line.substring(line.indexOf(":\"") + 2, line.indexOf("\","));
    }

    private Stream<String> patient(String patient, int observations) {
        List<String> lines = new ArrayList<>();
        lines.add("{\"resourceType\":\"Patient\",\"id\":\"" + patient
                + "\",\"gender\":\"female\",\"birthDate\":\"1950-01-01\"}");
        for (int i = 0; i < observations; i++) {
            lines.add(observation(patient));
            if (i % 10 == 0) {
                lines.add(condition(patient));
                lines.add(completed("Procedure", patient, "performedDateTime"));
                lines.add(completed("ServiceRequest", patient, "authoredOn"));
            }
        }
        return lines.stream();
    }

    public String observation(String patient) {
        Term test = TESTS.get(random.nextInt(TESTS.size()));
        String moment = moment();
        return ("{\"resourceType\":\"Observation\",\"id\":\"%s\",\"meta\":{\"profile\":[\"http://hl7.org/fhir/us/core/"
                        + "StructureDefinition/us-core-observation-lab\"]},\"status\":\"final\",\"category\":[{\"coding\":[{"
                        + "\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\","
                        + "\"display\":\"Laboratory\"}]}],\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"%s\","
                        + "\"display\":\"%s\"}],\"text\":\"%s\"},\"subject\":{\"reference\":\"Patient/%s\"},\"encounter\":{"
                        + "\"reference\":\"Encounter/%s\"},\"effectiveDateTime\":\"%s\",\"issued\":\"%s\",\"valueQuantity\":{"
                        + "\"value\":%s,\"unit\":\"mg/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg/dL\"}}")
                .formatted(
                        uuid(),
                        test.code(),
                        test.display(),
                        test.display(),
                        patient,
                        uuid(),
                        moment,
                        moment,
                        random.nextDouble() * 200);
    }

    private String condition(String patient) {
        Term finding = FINDINGS.get(random.nextInt(FINDINGS.size()));
        String moment = moment();
        return ("{\"resourceType\":\"Condition\",\"id\":\"%s\",\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology."
                        + "hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},\"verificationStatus\":{\"coding\":[{"
                        + "\"system\":\"http://terminology.hl7.org/CodeSystem/condition-ver-status\",\"code\":\"confirmed\"}]},"
                        + "\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"%s\",\"display\":\"%s\"}],"
                        + "\"text\":\"%s\"},\"subject\":{\"reference\":\"Patient/%s\"},\"onsetDateTime\":\"%s\",\"recordedDate\":"
                        + "\"%s\"}")
                .formatted(uuid(), finding.code(), finding.display(), finding.display(), patient, moment, moment);
    }

    private String completed(String type, String patient, String dated) {
        Term done = DONE.get(random.nextInt(DONE.size()));
        return ("{\"resourceType\":\"%s\",\"id\":\"%s\",\"status\":\"completed\",\"intent\":\"order\",\"code\":{\"coding\":[{\"system\":"
                        + "\"http://snomed.info/sct\",\"code\":\"%s\",\"display\":\"%s\"}]},\"subject\":{\"reference\":\"Patient/%s\"},"
                        + "\"%s\":\"%s\"}")
                .formatted(type, uuid(), done.code(), done.display(), patient, dated, moment());
    }

    private String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String moment() {
        return LocalDate.of(2016, 1, 1).plusDays(random.nextInt(3650))
                + "T%02d:%02d:11-05:00".formatted(random.nextInt(24), random.nextInt(60));
    }
}
