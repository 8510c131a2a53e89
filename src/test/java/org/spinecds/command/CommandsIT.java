package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.workbench.ContentCopy;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands on content, as an informaticist types them, in this process. */
class CommandsIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SETTINGS = "cql/input/cql/SpineRecurrenceSettings.cql";
    private static final String CAP = "cumulativeCap Decimal default 70.0";
    private static final String THIRD_COURSE =
            "cds-hooks/examples/spine-recurrence-order-select/third-course/request.json";

    private final Path folder;
    private final ContentCopy content;

    CommandsIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.content = ContentCopy.in(folder, List.of("G009", "H011"));
    }

    private record Answer(int code, String out, String err) {

        JsonNode json() {
            return JSON.readTree(out);
        }
    }

    private Answer run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Commands.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Answer(code, out.toString(), err.toString());
    }

    private Answer runOnCopy(String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--content=" + folder;
        return run(all);
    }

    @Nested
    class Check {

        @Test
        void theContentHasNoError() {
            Answer answer = runOnCopy("check");

            assertThat(answer.code()).as(answer.out()).isZero();
        }

        @Test
        void anErrorOfTheTranslatorHasFileLineAndColumn() throws Exception {
            content.change(SETTINGS, CAP, CAP + " Gy of");

            Answer answer = runOnCopy("check");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out())
                    .contains(SETTINGS + ":9:45: error: Syntax error at Gy")
                    .doesNotContain("\u001b[");
        }

        @Test
        void trapsAndWhatNothingUsesAreFoundAtTheirPlaces() throws Exception {
            content.change(
                    SETTINGS, CAP, CAP + "\n\n/* Of no use. @unit weeks */\nparameter forgotten Decimal default 1.0");
            content.change(
                    "cql/input/cql/SpineRecurrencePriorDose.cql",
                    "Sum(overlapping C return all C.hi)",
                    "Sum(overlapping C return C.hi)");
            content.change("cql/input/cql/SpineRecurrenceCards.cql", "kind: 'SURGICAL'", "kind: 'SURGERY'");

            JsonNode answer = runOnCopy("check", "--json").json();

            assertThat(answer.path("errors").asInt()).isEqualTo(6);
            assertThat(sentences(answer))
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("cql/input/cql/SpineRecurrenceSettings.cql:12:")
                            .contains("forgotten is used by nothing"))
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("cql/input/cql/SpineRecurrencePriorDose.cql:")
                            .contains("a bare return drops duplicates"))
                    .anySatisfy(line -> assertThat(line).contains("SURGERY.md"))
                    .anySatisfy(line -> assertThat(line).contains("SURGERY has no words in topic and source"))
                    .anySatisfy(line -> assertThat(line).contains("no define gives the code SURGICAL of source"))
                    .anySatisfy(line -> assertThat(line).contains("no define asks for the card SURGICAL"));
        }

        /** None of these is met by an example: a section with a wrong name is left out in silence. */
        @Test
        void aNameInATemplateThatNothingGivesIsFoundAtItsPlace() throws Exception {
            content.change("cds-hooks/cards/SCOPE.md", "excludedDisease", "excludedDisese");
            content.change("cds-hooks/cards/finding.md", "finding.CUMULATIVE_EXCEEDED", "finding.CUMULATIV_EXCEEDED");
            content.change("cds-hooks/suggestions/PRIOR_PLAN.json", "{{#adult}}", "{{#adlut}}{{/adlut}}{{#adult}}");
            content.change("cds-hooks/worksheet/answer.html", "{{silence}}", "{{silense}}");
            content.change("cds-hooks/cards/SURGICAL.md", "{{> stamp}}", "{{> stmap}}");

            Answer answer = runOnCopy("check");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out())
                    .contains("cds-hooks/cards/SCOPE.md:8:1: error: nothing fills the name excludedDisese")
                    .containsPattern("cards/finding.md:\\d+:\\d+: error: no define gives the code CUMULATIV_EXCEEDED")
                    .containsPattern("PRIOR_PLAN.json:9:\\d+: error: nothing fills the name adlut")
                    .containsPattern("answer.html:\\d+:\\d+: error: nothing fills the name silense")
                    .containsPattern("SURGICAL.md:\\d+:\\d+: error: there is no part cds-hooks/cards/stmap.md");
        }

        @Test
        void aVersionThatIsIncludedAndNotThereIsFound() throws Exception {
            content.change(
                    "cql/input/cql/SpineRecurrenceTable3.cql",
                    "library SpineRecurrenceTable3 version '0.1.0'",
                    "library SpineRecurrenceTable3 version '0.2.0'");

            Answer answer = runOnCopy("check");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out()).contains("includes SpineRecurrenceTable3 0.1.0, which is 0.2.0");
        }

        @Test
        void anExpansionThatIsNotWhatItIsComposedOfIsFound() throws Exception {
            String path = "cql/input/vocabulary/valueset/pregnancy.json";
            JsonNode valueSet = JSON.readTree(Files.readString(folder.resolve(path)));
            String code = valueSet.at("/expansion/contains/0/code").asString();
            Files.writeString(
                    folder.resolve(path),
                    valueSet.toString().replaceFirst("(\"expansion\".*?\"code\" ?: ?\")" + code, "$1" + code + "0"));

            Answer answer = runOnCopy("check");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out()).contains(path, "the expansion lacks", code);
        }

        private static List<String> sentences(JsonNode answer) {
            return answer.path("findings").values().stream()
                    .map(finding -> finding.path("file").asString() + ":"
                            + finding.path("line").asInt() + ": "
                            + finding.path("sentence").asString())
                    .toList();
        }
    }

    @Nested
    class Play {

        @Test
        void allAsExpectedIsZero() {
            Answer answer = runOnCopy("test");

            assertThat(answer.code()).as(answer.out()).isZero();
            assertThat(answer.out()).contains("2 cases, 0 otherwise than expected");
        }

        @Test
        void aChangedThresholdShowsExpectedAndGotSideBySide() throws Exception {
            content.change(SETTINGS, CAP, CAP.replace("70.0", "68.0"));

            Answer answer = runOnCopy("test", "--filter=G009");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.out())
                    .containsPattern("where +expected +got")
                    .containsPattern("levels\\.T12\\.constraints\\.C1\\.limitGy +70\\.0 +68\\.0")
                    .contains("1 cases, 1 otherwise than expected");
        }

        @Test
        void twoCasesDoNotCoverTheContent() {
            Answer answer = runOnCopy("test", "--floor=99", "--json");

            assertThat(answer.code()).isEqualTo(1);
            JsonNode coverage = answer.json().path("coverage");
            assertThat(coverage.path("defines").asDouble()).isBetween(20.0, 99.0);
            assertThat(coverage.path("branches").asDouble()).isBetween(5.0, 99.0);
            assertThat(coverage.path("gaps").toString()).contains("SpineRecurrenceWorksheet");
        }

        @Test
        void anOverlayIsCheckedAndTriedBeforeItIsInForce(@TempDir Path overlay) throws Exception {
            Path settings = overlay.resolve(SETTINGS);
            Files.createDirectories(settings.getParent());
            Files.writeString(settings, Files.readString(Path.of(SETTINGS)).replace(CAP, CAP.replace("70.0", "68.0")));

            Answer played = runOnCopy("test", "--filter=G009", "--overlay=" + overlay);
            assertThat(played.code()).isEqualTo(1);
            assertThat(played.out()).containsPattern("levels\\.T12\\.constraints\\.C1\\.limitGy +70\\.0 +68\\.0");

            Files.writeString(settings, Files.readString(settings).replace(" default 68.0", " default of 68.0"));
            Answer checked = runOnCopy("check", "--overlay=" + overlay);
            assertThat(checked.code()).isEqualTo(1);
            assertThat(checked.out()).contains("SpineRecurrenceSettings.cql:");
        }

        @Test
        void noSuchCaseIsTwo() {
            assertThat(runOnCopy("test", "--filter=nothing").code()).isEqualTo(2);
        }
    }

    @Nested
    class OnePatient {

        @Test
        void isEvaluated() {
            Answer answer = runOnCopy("evaluate", THIRD_COURSE);

            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.out())
                    .contains("[SUMMARY, ", "alpha/beta 2", "cards, because: SPINE_METASTASIS_WITH_PRIOR_TREATMENT");
        }

        @Test
        void isExplainedDownToTheResources() {
            Answer answer = runOnCopy("explain", THIRD_COURSE, "--expression=Governing Level", "--depth=12");

            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.out())
                    .startsWith("Governing Level = 'T5'")
                    .contains("SpineRecurrencePriorCourses.cql:", "from ", "Procedure/", "not asked");
        }

        @Test
        void isNotExplainedByADefineThatIsNotThere() {
            Answer answer = runOnCopy("explain", THIRD_COURSE, "--expression=Nothing");

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.err()).contains("There is no define \"Nothing\"", "Governing Level");
        }

        @Test
        void isReadFromAFileOrNotAtAll() throws Exception {
            Path file = Files.writeString(folder.resolve("odd.json"), "{}");

            assertThat(runOnCopy("evaluate", file.toString()).code()).isEqualTo(2);
            assertThat(runOnCopy("evaluate", "nothing.json").err()).contains("nothing.json cannot be read");
        }
    }

    @Test
    void aComparisonSaysWhatWouldChangeForWhom(@TempDir Path other) throws Exception {
        ContentCopy changed = ContentCopy.in(other, List.of("G009", "H011"));
        changed.change(SETTINGS, CAP, CAP.replace("70.0", "68.0"));

        Answer same = run("diff", folder.toString(), folder.toString());
        Answer answer = run("diff", folder.toString(), other.toString());

        assertThat(same.code()).as(same.out()).isZero();
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out())
                .containsPattern("where +old +new")
                .containsPattern("levels\\.T12\\.constraints\\.C1\\.limitGy +70\\.0 +68\\.0")
                .contains("2 patients, something changes for 2");
    }

    @Test
    void aPackageHoldsLibrariesWithCqlAndElmAndValueSets() throws Exception {
        Path bundle = folder.resolve("bundle.json");

        Answer answer = runOnCopy("package", "--output=" + bundle);

        assertThat(answer.code()).as(answer.err()).isZero();
        JsonNode entries = JSON.readTree(Files.readString(bundle)).path("entry");
        List<String> libraries = entries.values().stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asString().equals("Library"))
                .map(library -> library.at("/content/0/contentType").asString() + " "
                        + library.at("/content/1/contentType").asString())
                .toList();
        assertThat(libraries).hasSizeGreaterThan(20).containsOnly("text/cql application/elm+json");
        assertThat(entries.toString()).contains("ValueSet/spine-imaging", "PlanDefinition");
    }

    @Test
    void aRollbackAsksTheService() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/workbench/rollback", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = "{\"kept\":[{\"version\":\"abc\"}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(asked.get(asked.size() - 1).contains("unknown") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        String address = "--service=http://127.0.0.1:" + service.getAddress().getPort();
        try {
            Answer answer = run("rollback", address, "--user=admin", "--password=demo", "--to=ab");

            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.out()).contains("In force: abc");
            assertThat(asked).containsExactly("Basic YWRtaW46ZGVtbw== {\"version\":\"ab\"}");
            assertThat(run("rollback", address, "--password=demo", "--to=unknown")
                            .code())
                    .isEqualTo(1);
        } finally {
            service.stop(0);
        }
        assertThat(run("rollback", address, "--password=demo").code()).isEqualTo(2);
    }
}
