package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.WorkedCases;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.replay.CaseExport;
import org.spinecds.replay.ExportFolder;
import org.spinecds.replay.Hay;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.WorkedCase;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The replay of an export, as an informaticist types it, in this process. */
class ReplayCommandIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";
    private static final String CAP = "cumulativeCap Decimal default 70.0";

    private final Path folder;
    private final Path export;

    ReplayCommandIT(@TempDir Path folder) {
        this.folder = folder;
        this.export = folder.resolve("export");
    }

    private record Answer(int code, String out, String err) {}

    /** A replay of an export that is meant to have few types of resource. */
    private Answer run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--lacks=Patient,Procedure,BodyStructure,ServiceRequest,Encounter,Observation");
        return runWholly(all.toArray(String[]::new));
    }

    private Answer runWholly(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Commands.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("replay", "--data=" + export));
        all.addAll(Arrays.asList(arguments));
        int code = line.execute(all.toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    private String out(String name) {
        return "--out=" + folder.resolve(name);
    }

    private List<JsonNode> results(String name) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(
                Files.newInputStream(folder.resolve(name).resolve("restricted/results.ndjson.gz")))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        }
    }

    /** A case whose order is on file as an order of its day, and that the day leaves as it is. */
    private record OnFile(WorkedCase worked, CaseExport exported, String order) {

        static boolean isPossible(WorkedCase worked) {
            ArrayNode drafts = (ArrayNode) worked.request().at("/context/draftOrders/entry");
            String day = worked.request()
                    .at("/extension/org.spinecds.explain/evaluationDate")
                    .asString("");
            FhirJson json = new FhirJson(R4.context());
            return worked.request().path("hook").asString().equals("order-select")
                    && drafts.size() == 1
                    && worked.expected().path("cards").isArray()
                    && !day.isEmpty()
                    && worked.resources().stream().allMatch(entry -> {
                        LocalDate since = AsOf.knownSince(json.read(entry));
                        return since == null || !since.isAfter(LocalDate.parse(day));
                    });
        }

        static OnFile of(WorkedCase worked) {
            CaseExport exported = CaseExport.of(worked);
            ObjectNode draft = (ObjectNode) exported.play().at("/request/context/draftOrders/entry/0/resource");
            draft.put("status", "active");
            draft.put(
                    "authoredOn",
                    worked.request()
                            .at("/extension/org.spinecds.explain/evaluationDate")
                            .asString());
            return new OnFile(worked, exported, draft.path("id").asString());
        }

        List<String> cards() {
            List<String> cards = new ArrayList<>();
            worked.expected()
                    .path("cards")
                    .forEach(card -> cards.add(card.path("kind").asString() + " "
                            + card.path("indicator").asString()));
            return cards;
        }
    }

    private List<OnFile> cases(int oneOf) {
        List<WorkedCase> possible =
                WorkedCases.ofAnEhr().stream().filter(OnFile::isPossible).toList();
        assertThat(possible).hasSizeGreaterThan(700);
        List<OnFile> cases = new ArrayList<>();
        for (int i = 0; i < possible.size(); i += oneOf) {
            cases.add(OnFile.of(possible.get(i)));
        }
        return cases;
    }

    private void write(List<OnFile> cases) {
        Map<String, List<String>> lines = new TreeMap<>(
                CaseExport.lines(cases.stream().map(OnFile::exported).toList()));
        lines.put("Observation.hay", new Hay(3).lines(200, 10).toList());
        lines.forEach((type, ofType) ->
                new ExportFolder(export).with(type + ".ndjson.gz", ExportFolder.gzip(String.join("\n", ofType))));
    }

    @Test
    void aCaseOnFileGetsTheCardsOfItsCall() throws IOException {
        everyOneGetsTheCardsOfItsCall(cases(25));
    }

    @Test
    @Tag("full")
    void everyCaseOnFileGetsTheCardsOfItsCall() throws IOException {
        everyOneGetsTheCardsOfItsCall(cases(1));
    }

    private void everyOneGetsTheCardsOfItsCall(List<OnFile> cases) throws IOException {
        write(cases);
        Answer answer = run(out("report"), "--exported=2026-03-02");

        assertThat(answer.code()).as(answer.err() + answer.out()).isZero();
        Map<String, JsonNode> byOrder = new LinkedHashMap<>();
        results("report").forEach(row -> {
            assertThat(row.path("outcome").asString()).isEqualTo("EVALUATED");
            byOrder.put(row.path("occasion").asString(), row);
        });
        int told = 0;
        for (OnFile one : cases) {
            JsonNode row = byOrder.get(one.order());
            List<String> cards = new ArrayList<>();
            if (row != null) {
                told++;
                assertThat(row.path("patient").asString())
                        .isEqualTo(one.exported().patient());
                row.at("/a/cards")
                        .forEach(card -> cards.add(card.path("kind").asString() + " "
                                + card.path("indicator").asString()));
            }
            assertThat(cards).as(one.worked().id()).isEqualTo(one.cards());
        }
        assertThat(told).isGreaterThan(cases.size() * 9 / 10);
    }

    @Test
    void anotherContentChangesTheAnswersThatItWouldAndTheBytesDoNotDependOnTheThreads() throws Exception {
        ContentCopy other = ContentCopy.in(folder.resolve("other"), List.of("G009"));
        other.change(SETTINGS, CAP, "cumulativeCap Decimal default 50.0");
        write(cases(60));

        Answer one = run(out("one"), "--exported=2026-03-02", "--against=" + other.folder(), "--threads=1");
        Answer seven = run(out("seven"), "--exported=2026-03-02", "--against=" + other.folder(), "--threads=7");
        Answer same = run(
                out("same"), "--exported=2026-03-02", "--against=" + Path.of("").toAbsolutePath());

        assertThat(one.code()).as(one.err()).isEqualTo(1);
        assertThat(seven.code()).isEqualTo(1);
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(JSON.readTree(Files.readString(folder.resolve("same/run.json"))).path("bounds").asString())
                .contains("not its words", "not as it is signed", "without a date", "status");
        assertThat(results("same")).isNotEmpty().allSatisfy(row -> {
            assertThat(row.path("outcome").asString()).isEqualTo("SAME");
            assertThat(row.path("b")).isEqualTo(row.path("a"));
        });
        assertThat(results("one"))
                .anySatisfy(row -> assertThat(row.path("outcome").asString()).isEqualTo("CHANGED"))
                .allSatisfy(row -> assertThat(row.path("outcome").asString().equals("CHANGED")
                                || row.path("a").equals(row.path("b")))
                        .isTrue());
        for (String file : List.of("run.json", "restricted/results.ndjson.gz", "restricted/quarantine.ndjson")) {
            assertThat(folder.resolve("seven").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
        }
    }

    private static String metastasis(String more) {
        return "{\"resourceType\":\"Condition\",\"id\":\"m" + more.length()
                + "\",\"subject\":{\"reference\":\"Patient/p1\"}" + more
                + ",\"code\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"94222008\"}]}}";
    }

    private static String order(String day) {
        return "{\"resourceType\":\"ServiceRequest\",\"id\":\"o1\",\"status\":\"completed\",\"intent\":\"order\",\"subject\":{"
                + "\"reference\":\"Patient/p1\"},\"authoredOn\":\"" + day
                + "\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"36400-0\"}]}}";
    }

    @Test
    void anOrderIsAnsweredAsOfItsDay() throws IOException {
        new ExportFolder(export)
                .with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\""))
                .with("Patient.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"p1\"}");
        new ExportFolder(export).with("ServiceRequest.ndjson", order("2025-04-30"));
        run(out("before"), "--exported=2026-03-02");
        new ExportFolder(export).with("ServiceRequest.ndjson", order("2025-05-01"));
        run(out("since"), "--exported=2026-03-02");
        run(out("now"), "--exported=2026-03-02", "--as-of=export");
        run(out("day"), "--as-of=2025-04-30");

        assertThat(results("before"))
                .extracting(row -> row.at("/a/trigger").asString())
                .containsExactly("NO_SPINE_METASTASIS");
        assertThat(results("since"))
                .extracting(
                        row -> row.at("/a/trigger").asString(),
                        row -> row.path("occasion").asString(),
                        row -> row.path("day").asString())
                .containsExactly(tuple("BONE_METASTASIS_SITE_UNSPECIFIED", "o1", "2025-05-01"));
        assertThat(results("now"))
                .extracting(row -> row.path("occasion").asString())
                .containsExactly("patient-view");
        assertThat(results("day"))
                .extracting(row -> row.at("/a/trigger").asString())
                .containsExactly("NO_SPINE_METASTASIS");
    }

    @Test
    void aPatientWithAnUnreadableLineIsNotEvaluatedAndTooManyUnusableLinesAreSaid() throws IOException {
        new ExportFolder(export)
                .with(
                        "Condition.ndjson",
                        metastasis(",\"recordedDate\":\"2025-05-01\"") + "\n"
                                + metastasis(",\"onsetDateTime\":\"last spring\"") + "\nno json\n");
        Answer answer = run(out("report"), "--exported=2026-03-02");
        Answer tolerant = run(out("tolerant"), "--exported=2026-03-02", "--tolerate=70");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(tolerant.code()).isEqualTo(1);
        assertThat(results("report")).singleElement().satisfies(row -> {
            assertThat(row.path("outcome").asString()).isEqualTo("NOT_EVALUATED");
            assertThat(row.path("a").isNull()).isTrue();
        });
        assertThat(Files.readAllLines(folder.resolve("report/restricted/quarantine.ndjson")))
                .hasSize(2)
                .noneMatch(line -> line.contains("last spring") || line.contains("p1"));
        JsonNode run = JSON.readTree(Files.readString(folder.resolve("report/run.json")));
        assertThat(run.path("lines").asInt()).isEqualTo(3);
        assertThat(run.path("kept").asInt()).isEqualTo(1);
        assertThat(run.path("quarantined").asInt()).isEqualTo(2);
        assertThat(Files.readString(folder.resolve("report/run.json"))).doesNotContain("p1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("report/restricted"))))
                .isEqualTo("rwx------");
        assertThat(folder.resolve("report.work")).doesNotExist();
    }

    @Test
    void aFileThatIsCutShortStopsTheReplayUnlessItIsAllowed() {
        byte[] packed = ExportFolder.gzip(metastasis(",\"recordedDate\":\"2025-05-01\"") + "\n");
        new ExportFolder(export).with("Condition.ndjson.gz", Arrays.copyOf(packed, packed.length - 4));
        Answer refused = run(out("report"), "--exported=2026-03-02");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("Condition.ndjson.gz").doesNotContain("Exception");
        assertThat(folder.resolve("report")).doesNotExist();
        assertThat(run(out("report"), "--exported=2026-03-02", "--allow-truncated")
                        .code())
                .isZero();
    }

    @Test
    void aDefineOfCandidatesThatIsTooNarrowStopsTheReplay() throws Exception {
        ContentCopy narrow = ContentCopy.in(folder.resolve("narrow"), List.of("G009"));
        narrow.change(
                "cql/input/cql/SpineRecurrenceTrigger.cql",
                "    or exists Elements.\"Metastases Without Confirmed Spinal Site\"\n    or exists Elements.\"Spine Operations\"",
                "    or exists Elements.\"Spine Operations\"");
        new ExportFolder(export)
                .with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\""))
                .with("ServiceRequest.ndjson", order("2025-05-02"))
                .with("Patient.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"p1\"}");
        String content = "--content=" + narrow.folder();
        Answer verified = run(out("report"), "--exported=2026-03-02", content, "--verify=1");
        Answer unverified = run(out("report"), "--exported=2026-03-02", content, "--verify=0");

        assertThat(verified.code()).isEqualTo(2);
        assertThat(verified.err()).contains("too narrow").doesNotContain("p1");
        assertThat(unverified.code()).isZero();
        assertThat(results("report")).isEmpty();
    }

    @Test
    void aTypeThatIsMissingStopsTheReplayUnlessTheSourceLacksIt() throws IOException {
        for (String type : List.of("Patient", "Condition", "ServiceRequest", "Observation", "Encounter")) {
            new ExportFolder(export).with(type + ".ndjson", "");
        }
        new ExportFolder(export).with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\""));
        Answer refused = runWholly(out("report"), "--exported=2026-03-02");
        Answer partly = runWholly(out("report"), "--exported=2026-03-02", "--lacks=BodyStructure");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("BodyStructure, Procedure.", "--lacks").doesNotContain("Observation");
        assertThat(partly.code()).isEqualTo(2);
        assertThat(folder.resolve("report")).doesNotExist();

        assertThat(runWholly(out("lacks"), "--exported=2026-03-02", "--lacks=BodyStructure,Procedure")
                        .code())
                .isZero();
        JsonNode run = JSON.readTree(Files.readString(folder.resolve("lacks/run.json")));
        assertThat(run.path("missingTypes").toString()).isEqualTo("[\"BodyStructure\",\"Procedure\"]");
        assertThat(runWholly("--plan").out()).contains("no file and no line of BodyStructure, CareTeam, Goal, Procedure");

        // A line is enough, in a file of any name; and a file of the type without a line.
        new ExportFolder(export)
                .with("part-1.ndjson", "{\"resourceType\":\"BodyStructure\",\"id\":\"b\",\"patient\":{\"reference\":\"Patient/p1\"}}")
                .with("Procedure.ndjson", "");
        assertThat(runWholly(out("whole"), "--exported=2026-03-02").code()).isZero();
    }

    @Test
    void aTypeThatOneOfSeveralSourcesLacksIsMissing() {
        for (String type : List.of("Patient", "Condition", "Procedure", "BodyStructure", "ServiceRequest", "Observation", "Encounter")) {
            new ExportFolder(folder.resolve("north")).with(type + ".ndjson", "");
            if (!type.equals("Procedure")) {
                new ExportFolder(folder.resolve("south")).with(type + ".ndjson", "");
            }
        }
        StringWriter err = new StringWriter();
        int code = Commands.line()
                .setErr(new PrintWriter(err))
                .execute(
                        "replay",
                        "--site=north=" + folder.resolve("north"),
                        "--site=south=" + folder.resolve("south"),
                        out("report"),
                        "--exported=2026-03-02");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("south/Procedure").doesNotContain("north/");
    }

    @Test
    void aPatientWhoseRecordIsNotCompleteIsNotVerified() throws IOException {
        new ExportFolder(export)
                .with("Patient.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"p1\"}\n{\"resourceType\":\"Patient\",\"id\":\"p2\"}\n")
                .with("Observation.ndjson", "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"Patient/p2\"},\n");
        Answer answer = run(out("report"), "--exported=2026-03-02", "--verify=1", "--tolerate=50");

        assertThat(answer.code()).as(answer.err()).isEqualTo(1);
        assertThat(answer.out()).contains(" 0 candidates", "NOT_VERIFIED=1");
        assertThat(results("report"))
                .extracting(row -> row.path("patient").asString(), row -> row.path("outcome").asString())
                .containsExactly(tuple("p2", "NOT_VERIFIED"));
        JsonNode run = JSON.readTree(Files.readString(folder.resolve("report/run.json")));
        assertThat(run.path("candidates").asInt()).isZero();
        assertThat(run.path("verifiedToHaveNoCards").asInt()).isEqualTo(1);
    }

    @Test
    void aContentWithoutAServiceForAChartIsRefusedBeforeTheExportIsRead() throws IOException {
        ContentCopy other = ContentCopy.in(folder.resolve("other"), List.of("G009"));
        Files.delete(other.folder().resolve("cds-hooks/services/spine-recurrence-patient-view.json"));
        other.change("cql/guideline.json", ",\n    \"spine-recurrence-patient-view\": \"Summary Card\"", "");
        byte[] packed = ExportFolder.gzip(metastasis("") + "\n");
        new ExportFolder(export).with("Condition.ndjson.gz", Arrays.copyOf(packed, packed.length - 4));
        Answer answer = run(out("report"), "--exported=2026-03-02", "--against=" + other.folder());

        assertThat(answer.code()).isEqualTo(2);
        assertThat(answer.err()).contains("patient-view").doesNotContain("cut short");
    }

    @Test
    void anOrderWithoutADayIsListed() throws IOException {
        String undated = order("2025-05-02").replace("\"o1\"", "\"o2\"").replace("\"authoredOn\":\"2025-05-02\",", "");
        new ExportFolder(export)
                .with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\""))
                .with("ServiceRequest.ndjson", order("2025-05-02") + "\n" + undated);
        Answer both = run(out("both"), "--exported=2026-03-02");
        new ExportFolder(export).with("ServiceRequest.ndjson", undated);
        Answer alone = run(out("alone"), "--exported=2026-03-02");

        assertThat(both.code()).isEqualTo(1);
        assertThat(both.out()).contains("UNDATED=1");
        assertThat(results("both"))
                .extracting(row -> row.path("occasion").asString(), row -> row.path("outcome").asString())
                .containsExactly(tuple("o1", "EVALUATED"), tuple("o2", "UNDATED"));
        assertThat(alone.code()).isEqualTo(1);
        assertThat(results("alone"))
                .extracting(row -> row.path("occasion").asString(), row -> row.path("outcome").asString())
                .containsExactly(tuple("o2", "UNDATED"), tuple("patient-view", "EVALUATED"));
    }

    @Test
    void aContentThatTellsNoOrdersIsNotAskedAboutThem() throws IOException {
        ContentCopy silent = ContentCopy.in(folder.resolve("silent"), List.of("G009"));
        silent.change("cql/guideline.json", "\"occasions\": \"SpineRecurrenceTrigger.May Have Asked\",", "");
        new ExportFolder(export).with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\""));
        String content = "--content=" + silent.folder();
        Answer refused = run(out("report"), "--exported=2026-03-02", content);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("occasions", "--as-of=export");
        assertThat(run(out("report"), "--exported=2026-03-02", "--as-of=export", content)
                        .code())
                .isZero();
    }

    private void manifest(String name, String time) {
        new ExportFolder(export)
                .with(
                        name,
                        "{\"transactionTime\":\"" + time
                                + "\",\"output\":[{\"type\":\"Condition\",\"url\":\"https://ehr.example/Condition.ndjson\"}]}");
    }

    @Test
    void ofSeveralDaysOfTheExportTheUserNamesOne() throws IOException {
        new ExportFolder(export).with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\""));
        manifest("1.json", "2026-03-01T23:00:00Z");
        manifest("2.json", "2026-03-01T01:00:00+01:00");
        assertThat(run(out("one")).code()).isZero();
        assertThat(results("one")).extracting(row -> row.path("day").asString()).containsExactly("2026-03-01");

        manifest("2.json", "2026-03-02T01:00:00Z");
        Answer several = run(out("several"));
        assertThat(several.code()).isEqualTo(2);
        assertThat(several.err()).contains("2026-03-01, 2026-03-02", "--exported");
        assertThat(run(out("several"), "--exported=2026-03-02").code()).isZero();
    }

    @Test
    void thePlanCountsWithoutAReport() {
        new ExportFolder(export).with("Condition.ndjson", metastasis(",\"recordedDate\":\"2025-05-01\"") + "\n");
        Answer answer = run("--plan", "--json");

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(JSON.readTree(answer.out()).at("/types/Condition/lines").asInt())
                .isEqualTo(1);
        assertThat(run("--plan").out()).contains("Condition.ndjson", "1 lines");
    }

    @Test
    void aReplayThatCannotRunSaysWhy() throws IOException {
        assertThat(run(out("report")).err()).contains("cannot be read");
        new ExportFolder(export).with("Condition.ndjson", "");
        assertThat(run(out("report")).err()).contains("--exported");
        assertThat(run("--exported=2026-03-02").err()).contains("--out");
        assertThat(run(out("report"), "--as-of=yesterday").err()).contains("--as-of");
        Files.createDirectories(folder.resolve("report"));
        Answer there = run(out("report"), "--exported=2026-03-02");
        assertThat(there.err()).contains("exists already");
        assertThat(there.code()).isEqualTo(2);
    }
}
