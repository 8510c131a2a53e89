package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.spinecds.replay.CohortTests.metastasis;
import static org.spinecds.replay.CohortTests.patient;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a patient is whole, or is said not to be: lines that cannot be used, linked patients, corrected entries. */
class WholeRecordTests {

    private final Path folder;

    WholeRecordTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private ExportFolder export() {
        return new ExportFolder(folder.resolve("export"));
    }

    private Found<PatientRecord> found() {
        return new CohortSearch(
                        Export.in(folder.resolve("export")),
                        List.of(CohortTests.RULES),
                        Limits.of(2),
                        folder.resolve("work"))
                .ask(List::of);
    }

    private static String operation(String patient, String more) {
        return "{\"resourceType\":\"Procedure\",\"id\":\"o\",\"subject\":{\"reference\":\"Patient/" + patient + "\"}"
                + more + ",\"status\":\"completed\"}";
    }

    private static byte[] latin(String line) {
        return (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> linesOfP1ThatCannotBeUsed() {
        String operation = operation("p1", ",\"note\":[{\"text\":\"R\u00fccken\"}]");
        return List.of(
                latin(operation),
                latin("{\"text\":{\"div\":\"R\u00fccken\"}," + operation.substring(1)),
                latin(operation.substring(0, operation.indexOf("note"))),
                latin(operation + operation),
                latin(operation("p1", ",\"code\":{},\"code\":{}")),
                latin(operation("p1", "").replace("\"id\":\"o\",", "")),
                latin(operation("p1", "").replace("\"resourceType\":\"Procedure\",", "")),
                latin(operation("p1", ",\"note\":\"" + "x".repeat(Lines.LONGEST) + "\"")),
                latin("{\"resourceType\":\"Patient\",\"id\":\"p1\",\"name\":[{\"family\":\"M\u00fcller\"}]}"));
    }

    @Test
    void aRecordWithALineThatCannotBeUsedIsNotComplete() {
        int number = 0;
        for (byte[] line : linesOfP1ThatCannotBeUsed()) {
            export().with("Condition.ndjson", metastasis("m", "p1") + "\n" + metastasis("m2", "p2"))
                    .with("part-1.ndjson", line);
            Found<PatientRecord> found = found();

            assertThat(found.answers())
                    .as("line " + number++)
                    .extracting(PatientRecord::key, PatientRecord::isComplete)
                    .containsExactly(tuple("p1", false), tuple("p2", true));
            assertThat(found.files()).allMatch(FileCount::addsUp).allMatch(file -> file.unknownPatient() == 0);
            assertThat(found.quarantine()).hasSize(1);
        }
    }

    @Test
    void aLineThatCannotBeUsedMakesACandidateWhereItsTypeMayMakeOne() {
        byte[] broken = latin(operation("p1", ",\"note\":[{\"text\":\"R\u00fccken\"}]"));
        byte[] cut = latin("{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p3\"},");
        for (String name : List.of("Procedure.ndjson", "Observation.ndjson", "part-1.ndjson")) {
            Path other = folder.resolve(name);
            new ExportFolder(other).with(name, broken).with("2." + name, cut).with("3." + name, latin("no line"));
            Found<PatientRecord> found = new CohortSearch(
                            Export.in(other), List.of(CohortTests.RULES), Limits.of(1), folder.resolve("work"))
                    .ask(List::of);

            assertThat(found.answers())
                    .as(name)
                    .extracting(PatientRecord::key, PatientRecord::isComplete)
                    .containsExactly(tuple("p1", false));
            assertThat(found.files()).extracting(FileCount::unknownPatient).containsExactly(0L, 1L, 0L);
        }
    }

    @Test
    void aLineOfAnUnknownPatientIsCountedWhereARecordMayHoldIt() {
        export().with("Condition.ndjson", metastasis("m", "p1") + "\nno line\n")
                .with("Claim.ndjson", "no line\n")
                .withLines(
                        "part-1.ndjson",
                        List.of(
                                operation("p1\"},\"subject\":{\"reference\":\"Patient/p2", ""),
                                "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{}}]}",
                                "{\"resourceType\":\"Claim\",\"id\":\"c\",\"id\":\"d\"}"));
        Found<PatientRecord> found = found();

        assertThat(found.answers())
                .extracting(PatientRecord::key, PatientRecord::isComplete)
                .containsExactly(tuple("p1", true));
        assertThat(found.files())
                .extracting(FileCount::file, FileCount::unknownPatient)
                .containsExactly(tuple("Claim.ndjson", 0L), tuple("Condition.ndjson", 1L), tuple("part-1.ndjson", 2L));
    }

    private static String linked(String id, String type, String other) {
        return patient(id)
                .replace("}", ",\"link\":[{\"type\":\"" + type + "\",\"other\":{\"reference\":\"" + other + "\"}}]}");
    }

    private void isOnePerson(String name, String... patients) {
        new ExportFolder(folder.resolve("export"))
                .withLines("Condition.ndjson", List.of(metastasis("m", "new"), metastasis("n", "other")))
                .withLines("Procedure.ndjson", List.of(operation("old", "")))
                .withLines(name, List.of(patients));
        Found<PatientRecord> found = found();

        assertThat(found.answers())
                .as(List.of(patients) + "")
                .extracting(PatientRecord::key, PatientRecord::id, PatientRecord::isComplete, CohortTests::ids)
                .containsExactly(
                        tuple("new", "new", true, List.of("Condition/m", "Patient/new", "Procedure/o")),
                        tuple("other", "other", true, List.of("Condition/n")));
    }

    @Test
    void theRecordsThatALinkJoinsAreOne() {
        isOnePerson("Patient.ndjson", patient("new"), linked("old", "replaced-by", "Patient/new"));
        isOnePerson("Patient.ndjson", linked("new", "replaces", "Patient/old"), patient("old"));
        isOnePerson("Patient.ndjson", linked("new", "seealso", "https://ehr.example/fhir/Patient/old/_history/2"));
        isOnePerson(
                "Patient.ndjson",
                linked("new", "replaces", "Patient/between"),
                linked("old", "replaced-by", "Patient/between"),
                linked("between", "replaced-by", "Patient/new"));
        isOnePerson("Patient.ndjson", patient("new"), linked("old", "refer", "Patient/new"));
    }

    @Test
    void aLinkInAFileOfAnotherNameJoinsToo() {
        isOnePerson("Observation.ndjson", patient("new"), linked("old", "replaced-by", "Patient/new"));
    }

    @Test
    void theEntriesOfAReplacedPatientMakeTheOtherACandidate() {
        export().withLines("Condition.ndjson", List.of(metastasis("m", "old")))
                .withLines("Patient.ndjson", List.of(patient("new"), linked("old", "replaced-by", "Patient/new")));

        assertThat(found().answers())
                .extracting(PatientRecord::key, PatientRecord::isComplete, CohortTests::ids)
                .containsExactly(tuple("new", true, List.of("Condition/m", "Patient/new")));
    }

    @Test
    void aRecordThatIsReplacedByOneOutsideTheExportIsNotComplete() {
        for (String link : List.of("Patient/elsewhere", "urn:uuid:1", "RelatedPerson/r")) {
            export().withLines("Condition.ndjson", List.of(metastasis("m", "old")))
                    .withLines("Patient.ndjson", List.of(linked("old", "replaced-by", link)));

            assertThat(found().answers())
                    .as(link)
                    .extracting(PatientRecord::isComplete)
                    .containsExactly(false);
        }
    }

    private static String updated(String day) {
        return ",\"meta\":{\"lastUpdated\":\"" + day + "T00:00:00Z\"}";
    }

    @Test
    void anEntryThatWasCorrectedToAnotherPatientIsOfThatOneAlone() {
        String first = metastasis("m", "p1", updated("2025-01-01"));
        String again = metastasis("m", "p1", updated("2025-02-01"));
        String corrected = metastasis("m", "p2", updated("2025-03-01"));
        String other = metastasis("n", "p1", updated("2025-01-01"));
        for (List<String> lines :
                List.of(List.of(first, again, corrected, other), List.of(corrected, other, again, first))) {
            export().withLines("Condition.ndjson", lines);

            assertThat(found().answers())
                    .extracting(PatientRecord::key, CohortTests::ids)
                    .containsExactly(tuple("p1", List.of("Condition/n")), tuple("p2", List.of("Condition/m")));
        }
    }

    @Test
    void ofTwoPatientsWithAnEntryOfOneAgeBothHaveIt() {
        export().withLines(
                        "Condition.ndjson",
                        List.of(
                                metastasis("m", "p1", updated("2025-01-01")),
                                metastasis("m", "p2", updated("2025-01-01"))));
        assertThat(found().answers()).extracting(CohortTests::ids).containsOnly(List.of("Condition/m"));

        export().withLines("Condition.ndjson", List.of(metastasis("m", "p1"), metastasis("m", "p2")));
        assertThat(found().answers()).hasSize(2);
    }
}
