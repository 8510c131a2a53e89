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

    private Answer run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Commands.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("replay", "--data=" + export, "--lacks=" + ReplayRun.SERVED));
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
        assertThat(JSON.readTree(Files.readString(folder.resolve("same/run.json")))
                        .path("bounds")
                        .asString())
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
