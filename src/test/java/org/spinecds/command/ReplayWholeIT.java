package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.replay.ExportFolder;
import org.spinecds.workbench.ContentCopy;
import tools.jackson.databind.JsonNode;

/** A replay says so where the export, the content or a record is not whole, and does not exit with 0. */
class ReplayWholeIT {

    private static final String DAY = "--exported=2026-03-02";
    private static final String CONDITION = ExportFolder.condition("m", "p1");
    private static final String ORDER =
            "{\"resourceType\":\"ServiceRequest\",\"id\":\"o1\",\"status\":\"completed\",\"intent\":\"order\",\"subject\":{"
                    + "\"reference\":\"Patient/p1\"},\"authoredOn\":\"2026-02-20\""
                    + ",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"36400-0\"}]}}";

    private final ReplayRun replay;

    ReplayWholeIT(@TempDir Path folder) {
        this.replay = new ReplayRun(folder);
    }

    private static List<String> outcomes(List<JsonNode> rows) {
        return rows.stream()
                .map(row -> row.path("patient").asString() + " "
                        + row.path("occasion").asString() + " "
                        + row.path("outcome").asString())
                .toList();
    }

    @Test
    void aTypeThatIsMissingStopsTheReplayUnlessTheSourceLacksIt() throws IOException {
        replay.ofEveryType().export().with("Condition.ndjson", CONDITION);
        Files.delete(replay.export().path().resolve("Procedure.ndjson"));
        Files.delete(replay.export().path().resolve("BodyStructure.ndjson"));
        ReplayRun.Answer refused = replay.run(replay.out("report"), DAY);
        ReplayRun.Answer partly = replay.run(replay.out("report"), DAY, "--lacks=BodyStructure");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("BodyStructure, Procedure.", "--lacks")
                .doesNotContain("Observation");
        assertThat(partly.code()).isEqualTo(2);
        assertThat(replay.folder().resolve("report")).doesNotExist();
        assertThat(replay.run("--plan").out())
                .contains("no file and no line of BodyStructure, CareTeam, Goal, Procedure");

        assertThat(replay.run(replay.out("lacks"), DAY, "--lacks=BodyStructure,Procedure")
                        .code())
                .isZero();
        assertThat(replay.counts("lacks").path("missingTypes").toString())
                .isEqualTo("[\"BodyStructure\",\"Procedure\"]");
    }

    @Test
    void aLineInAFileOfAnyNameIsEnoughAndSoIsAFileWithoutALine() {
        replay.ofEveryType().export().with("Condition.ndjson", CONDITION);
        assertThat(replay.run(replay.out("empty"), DAY).code()).isZero();

        String volume = "{\"resourceType\":\"BodyStructure\",\"id\":\"b\",\"patient\":{\"reference\":\"Patient/p1\"}}";
        replay.export().with("part-1.ndjson", volume);
        assertThat(replay.run(replay.out("line"), DAY).code()).isZero();
    }

    @Test
    void aTypeThatOneOfSeveralSourcesLacksIsMissing() throws IOException {
        ReplayRun north = new ReplayRun(replay.folder().resolve("north")).ofEveryType();
        ReplayRun south = new ReplayRun(replay.folder().resolve("south")).ofEveryType();
        Files.delete(south.export().path().resolve("Procedure.ndjson"));
        ReplayRun.Answer answer = replay.runAt(List.of(
                "--site=north=" + north.export().path(),
                "--site=south=" + south.export().path(),
                replay.out("report"),
                DAY));

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("south/Procedure").doesNotContain("north/");
    }

    @Test
    void aLineThatCannotBeUsedIsNoAnswerAboutItsPatient() throws IOException {
        String course = "{\"resourceType\":\"Procedure\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p1\"},"
                + "\"note\":[{\"text\":\"R\u00fccken\"}]}\n";
        replay.ofEveryType()
                .export()
                .with("Condition.ndjson", CONDITION + "\n" + ExportFolder.condition("n", "p2"))
                .with("Procedure.ndjson", course.getBytes(StandardCharsets.ISO_8859_1))
                .with("Goal.ndjson", "no line");
        ReplayRun.Answer answer = replay.run(replay.out("report"), DAY, "--tolerate=60");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).contains("2 lines unusable, 1 of them of unknown patients");
        assertThat(outcomes(replay.results("report")))
                .containsExactly("p1 patient-view NOT_EVALUATED", "p2 patient-view EVALUATED");
        assertThat(replay.counts("report").path("quarantinedOfUnknownPatient").asInt())
                .isEqualTo(1);
    }

    @Test
    void aPatientWithARecordThatIsNotCompleteIsNotVerified() throws IOException {
        replay.ofEveryType()
                .export()
                .with(
                        "Patient.ndjson",
                        "{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n{\"resourceType\":\"Patient\",\"id\":\"p2\"}\n")
                .with(
                        "Observation.ndjson",
                        "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p2\"},\n");
        ReplayRun.Answer answer = replay.run(replay.out("report"), DAY, "--verify=1", "--tolerate=50");

        assertThat(answer.code()).as(answer.err()).isEqualTo(1);
        assertThat(answer.out()).contains(" 0 candidates", "NOT_VERIFIED=1");
        assertThat(outcomes(replay.results("report"))).containsExactly("p2 patient-view NOT_VERIFIED");
        assertThat(replay.counts("report").path("candidates").asInt()).isZero();
        assertThat(replay.counts("report").path("verifiedToHaveNoCards").asInt())
                .isEqualTo(1);
    }

    @Test
    void aContentWithoutAServiceForAChartIsRefusedBeforeTheExportIsRead() throws IOException {
        ContentCopy other = ContentCopy.in(replay.folder().resolve("other"), List.of("G009"));
        Files.delete(other.folder().resolve("cds-hooks/services/spine-recurrence-patient-view.json"));
        other.change("cql/guideline.json", ",\n    \"spine-recurrence-patient-view\": \"Summary Card\"", "");
        byte[] packed = ExportFolder.gzip(CONDITION + "\n");
        replay.export().with("Condition.ndjson.gz", Arrays.copyOf(packed, packed.length - 4));
        ReplayRun.Answer answer = replay.run(replay.out("report"), DAY, "--against=" + other.folder());

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("patient-view").doesNotContain("cut short");
    }

    @Test
    void anOrderWithoutADayIsListed() throws IOException {
        String undated = ORDER.replace("\"o1\"", "\"o2\"").replace("\"authoredOn\":\"2026-02-20\",", "");
        replay.ofEveryType()
                .export()
                .with("Condition.ndjson", CONDITION)
                .with("ServiceRequest.ndjson", ORDER + "\n" + undated);
        ReplayRun.Answer both = replay.run(replay.out("both"), DAY);
        replay.export().with("ServiceRequest.ndjson", undated);
        ReplayRun.Answer alone = replay.run(replay.out("alone"), DAY);

        assertThat(both.code()).isEqualTo(1);
        assertThat(both.out()).contains("UNDATED=1");
        assertThat(outcomes(replay.results("both"))).containsExactly("p1 o1 EVALUATED", "p1 o2 UNDATED");
        assertThat(alone.code()).isEqualTo(1);
        assertThat(outcomes(replay.results("alone"))).containsExactly("p1 o2 UNDATED", "p1 patient-view EVALUATED");
    }

    @Test
    void aContentThatTellsNoOrdersIsNotAskedAboutThem() throws IOException {
        ContentCopy silent = ContentCopy.in(replay.folder().resolve("silent"), List.of("G009"));
        silent.change("cql/guideline.json", "\"occasions\": \"SpineRecurrenceTrigger.May Have Asked\",", "");
        replay.ofEveryType().export().with("Condition.ndjson", CONDITION);
        String content = "--content=" + silent.folder();
        ReplayRun.Answer refused = replay.run(replay.out("report"), DAY, content);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("occasions", "--as-of=export");
        assertThat(replay.run(replay.out("report"), DAY, "--as-of=export", content)
                        .code())
                .isZero();
    }

    private void manifest(String name, String time) {
        replay.export()
                .with(
                        name,
                        "{\"transactionTime\":\"" + time
                                + "\",\"output\":[{\"type\":\"Condition\",\"url\":\"https://ehr.example/Condition.ndjson\"}]}");
    }

    @Test
    void ofSeveralDaysOfTheExportTheUserNamesOne() throws IOException {
        String lacks = "--lacks=" + ReplayRun.SERVED;
        replay.export().with("Condition.ndjson", CONDITION);
        manifest("1.json", "2026-03-01T23:00:00Z");
        manifest("2.json", "2026-03-01T01:00:00+01:00");
        assertThat(replay.run(replay.out("one"), lacks).code()).isZero();
        assertThat(replay.results("one"))
                .extracting(row -> row.path("day").asString(), row -> row.path("outcome")
                        .asString())
                .containsExactly(tuple("2026-03-01", "EVALUATED"));

        manifest("2.json", "2026-03-02T01:00:00Z");
        ReplayRun.Answer several = replay.run(replay.out("several"), lacks);
        assertThat(several.code()).isEqualTo(2);
        assertThat(several.err()).contains("2026-03-01, 2026-03-02", "--exported");
        assertThat(replay.run(replay.out("several"), lacks, DAY).code()).isZero();
    }
}
