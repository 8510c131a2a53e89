package org.spinecds.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ca.uhn.fhir.context.FhirContext;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.content.Content;
import org.spinecds.decision.Assessment;
import org.spinecds.dose.Phantom;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.profile.RecordValidator;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.PatientCase;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The command that reads doses, as a physicist types it, in this process. */
class DoseCommandIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** 30 Gy in the middle, falling with 40 mm across and 14 mm along: an ellipsoid of 0.03 cc lies above 29.93 Gy. */
    private static final double HOTTEST_GY = 29.93;

    private static final double WITHIN_GY = 0.05 + 0.01 * HOTTEST_GY;

    private final Path folder;
    private final Path files;

    DoseCommandIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        files = Files.createDirectory(folder.resolve("dicom"));
    }

    private record Answer(int code, String out, String err) {

        List<JsonNode> lines() {
            return JSON.readTree(out).values().stream().toList();
        }

        JsonNode line(String roi) {
            return lines().stream()
                    .filter(line -> line.path("roi").asString("").equals(roi))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Answer run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Commands.line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Answer(code, out.toString(), err.toString());
    }

    private Answer dose(String... further) {
        return run(Stream.concat(Stream.of("dose", "--files=" + files), Stream.of(further))
                .toArray(String[]::new));
    }

    private static Phantom treated(Phantom phantom) {
        for (int fraction = 1; fraction <= 10; fraction++) {
            phantom.fraction(fraction, 1, 1);
        }
        return phantom;
    }

    private static Phantom body(Phantom phantom, String name, double bottom) {
        return phantom.organ(name, Phantom.cylinder(15, bottom, bottom + 18, 2));
    }

    /** A sac whose T7 lies in the middle of the dose, and T8 below. */
    private static Phantom withLevels(Phantom phantom) {
        body(phantom, "VB_T7", -6);
        return body(phantom, "VB_T8", -28);
    }

    private static Phantom cutSac() {
        return new Phantom().organ("ThecalSac", Phantom.cylinder(8, -40, 0, 2));
    }

    private static Phantom ofAnotherPatient(Phantom phantom) {
        phantom.asSecond("1.2.3.99");
        Stream.of(phantom.dose(), phantom.plan(), phantom.structures())
                .forEach(object -> object.text(0x00100020, "LO", "PATIENT2"));
        return phantom;
    }

    @Nested
    class Json {

        @Test
        void aNumberHasItsMembersAndNoOthers() throws Exception {
            treated(Phantom.withSac()).write(files);

            Answer answer = dose("--json");

            assertThat(answer.code()).as(answer.err()).isZero();
            assertThat(answer.lines()).hasSize(1);
            JsonNode line = answer.lines().get(0);
            assertThat(line.propertyNames())
                    .containsExactly(
                            "rtdose",
                            "rtstruct",
                            "rtplan",
                            "roi",
                            "structure",
                            "level",
                            "d003ccGy",
                            "d01ccGy",
                            "dmaxGy",
                            "range",
                            "volumeCc",
                            "volumeOutsideGridCc",
                            "fractions",
                            "eqd2Gy",
                            "lowerBound",
                            "flags");
            assertThat(line.path("range").propertyNames()).containsExactly("lo", "hi");
            assertThat(line.path("rtdose").asString()).isEqualTo(Phantom.DOSE);
            assertThat(line.path("rtstruct").asString()).isEqualTo(Phantom.STRUCTURES);
            assertThat(line.path("rtplan").asString()).isEqualTo(Phantom.PLAN);
            assertThat(line.path("roi").asString()).isEqualTo("ThecalSac");
            assertThat(line.path("structure").asString()).isEqualTo("ThecalSac");
            assertThat(line.path("level").isNull()).isTrue();
            double d003 = line.path("d003ccGy").asDouble();
            assertThat(d003).isCloseTo(HOTTEST_GY, within(WITHIN_GY));
            assertThat(line.path("d01ccGy").asDouble()).isLessThanOrEqualTo(d003);
            assertThat(line.path("dmaxGy").asDouble()).isBetween(d003, 30.0001);
            assertThat(line.path("range").path("lo").asDouble()).isLessThanOrEqualTo(d003);
            assertThat(line.path("range").path("hi").asDouble()).isGreaterThanOrEqualTo(d003);
            assertThat(line.path("volumeCc").asDouble()).isCloseTo(Math.PI * 64 * 82 / 1000, within(0.17));
            assertThat(line.path("volumeOutsideGridCc").asDouble()).isZero();
            assertThat(line.path("fractions").asInt()).isEqualTo(10);
            assertThat(line.path("eqd2Gy").asDouble()).isCloseTo(d003 * (d003 / 10 + 2) / 4, within(1e-4));
            assertThat(line.path("lowerBound").asBoolean()).isFalse();
            assertThat(line.path("flags").isArray()).isTrue();
            assertThat(line.path("flags").isEmpty()).isTrue();
        }

        @Test
        void aReasonStandsInThePlaceOfTheNumbers() throws Exception {
            Phantom phantom = Phantom.withSac();
            phantom.plan().text(0x300E0002, "CS", "UNAPPROVED");
            phantom.write(files);

            Answer answer = dose("--json");

            assertThat(answer.code()).isEqualTo(1);
            JsonNode line = answer.lines().get(0);
            assertThat(line.propertyNames())
                    .containsExactly("rtdose", "rtstruct", "rtplan", "roi", "structure", "level", "reason", "sentence");
            assertThat(line.path("reason").asString()).isEqualTo("NOT_APPROVED");
            assertThat(line.path("sentence").asString()).isEqualTo("The plan is not approved.");
        }

        @Test
        void aFolderWithoutADoseHasAReason() {
            Answer answer = dose("--json");

            assertThat(answer.code()).isEqualTo(1);
            assertThat(answer.lines()).hasSize(1);
            assertThat(answer.lines().get(0).path("reason").asString()).isEqualTo("NO_DOSE");
        }

        @Test
        void aFileThatCannotBeReadIsNamed() throws Exception {
            treated(Phantom.withSac()).write(files);
            byte[] dose = Files.readAllBytes(files.resolve(Phantom.PLAN + "-dose.dcm"));
            Files.write(files.resolve("cut.dcm"), java.util.Arrays.copyOf(dose, dose.length / 2));

            Answer answer = dose("--json");

            assertThat(answer.code()).isZero();
            JsonNode last = answer.lines().get(answer.lines().size() - 1);
            assertThat(last.path("reason").asString()).isEqualTo("UNREADABLE");
            assertThat(last.path("sentence").asString()).startsWith("cut.dcm: ");
        }

        @Test
        void linesGoFromTheWholeOrganToItsLevelsFromTheHead() throws Exception {
            withLevels(Phantom.withSac().organ("SpinalCord", Phantom.cylinder(4, -40, 40, 2)))
                    .write(files);

            Answer answer = dose("--json");

            assertThat(answer.lines())
                    .extracting(line -> line.path("roi").asString() + " "
                            + line.path("level").asString("whole"))
                    .containsExactly(
                            "ThecalSac whole",
                            "ThecalSac T7",
                            "ThecalSac T8",
                            "SpinalCord whole",
                            "SpinalCord T7",
                            "SpinalCord T8");
            assertThat(dose("--json").out()).isEqualTo(answer.out());
        }

        @Test
        void theOrderIsThatOfTheDosesAndNotOfTheFiles() throws Exception {
            Phantom.withSac().write(files);
            ofAnotherPatient(Phantom.withSac()).write(files);
            String before = dose("--json").out();
            Files.move(files.resolve(Phantom.PLAN + "-dose.dcm"), files.resolve("zzz.dcm"));

            assertThat(dose("--json").out()).isEqualTo(before);
        }

        @Test
        void aLowerBoundIsMarked() throws Exception {
            treated(cutSac()).write(files);

            JsonNode line = dose("--json").lines().get(0);

            assertThat(line.path("lowerBound").asBoolean()).isTrue();
            assertThat(line.path("flags").toString()).contains("ORGAN_CUT");
        }

        @Test
        void everyContouredRegionIsReadOnDemand() throws Exception {
            treated(Phantom.withSac()
                            .organ("Kidney_L", Phantom.cylinder(5, -10, 10, 2))
                            .organ("ptv", Phantom.cylinder(12, -10, 10, 2)))
                    .write(files);

            assertThat(dose("--json").lines()).hasSize(1);
            Answer all = dose("--json", "--all-structures");
            assertThat(all.lines()).hasSize(3);
            assertThat(all.line("ThecalSac").path("structure").asString()).isEqualTo("ThecalSac");
            assertThat(all.line("Kidney_L").path("structure").isNull()).isTrue();
            assertThat(all.line("Kidney_L").path("d003ccGy").asDouble()).isCloseTo(HOTTEST_GY, within(WITHIN_GY));
            assertThat(all.line("ptv").path("structure").isNull()).isTrue();
        }

        @Test
        void withoutAnOrganOfTheListTheRegionsAreStillRead() throws Exception {
            treated(new Phantom().organ("Kidney_L", Phantom.cylinder(5, -10, 10, 2)))
                    .write(files);

            assertThat(dose("--json").code()).isEqualTo(1);
            assertThat(dose("--json", "--all-structures").code()).isZero();
        }

        @Test
        void alphaBetaIsThatOfTheRules() throws Exception {
            treated(Phantom.withSac()).write(files);
            ContentCopy.in(Files.createDirectory(folder.resolve("content")), List.of())
                    .change(
                            "cql/input/cql/SpineRecurrenceRadiobiology.cql",
                            "(totalDose * totalDose + 2.0 * ToDecimal(fractions) * totalDose) / (4.0 *"
                                    + " ToDecimal(fractions))",
                            "(totalDose * totalDose + 3.0 * ToDecimal(fractions) * totalDose) / (5.0 *"
                                    + " ToDecimal(fractions))");

            JsonNode line = dose("--json", "--content=" + folder.resolve("content"))
                    .lines()
                    .get(0);

            double d003 = line.path("d003ccGy").asDouble();
            assertThat(line.path("eqd2Gy").asDouble()).isCloseTo(d003 * (d003 / 10 + 3) / 5, within(1e-4));
        }
    }

    @Nested
    class InWords {

        @Test
        void aTableHasNumbersMarksAndReasons() throws Exception {
            withLevels(treated(cutSac())).write(files);

            Answer answer = dose();

            assertThat(answer.code()).isZero();
            assertThat(answer.out())
                    .contains("Dose " + Phantom.DOSE, "alpha/beta 2")
                    .containsPattern("ThecalSac +whole +>= 2\\d\\.\\d\\d ")
                    .containsPattern("ThecalSac +T7 ")
                    .contains("ORGAN_CUT");
        }

        @Test
        void nothingOfThePatientIsPrinted() throws Exception {
            Phantom.withSac().write(files);

            assertThat(dose().out() + dose("--json").out()).doesNotContain("PATIENT1", "Phantom^Test", "19500101");
        }
    }

    @Nested
    class Refusals {

        @ParameterizedTest
        @ValueSource(strings = {"--sideways", "--compare=none.csv", "--observations=none/none.ndjson", "--course=c1"})
        void anOptionThatCannotBeServedIsTwo(String option) throws Exception {
            Phantom.withSac().write(files);

            Answer answer = option.startsWith("--course")
                    ? dose(option, "--observations=" + folder.resolve("o.ndjson"))
                    : dose(option);

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.err()).isNotBlank();
            assertThat(answer.out()).isEmpty();
        }

        @Test
        void aFolderThatIsNotThereIsTwo() {
            Answer answer = run("dose", "--files=" + folder.resolve("none"));

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.err()).contains("none is no folder.");
        }

        @Test
        void noFolderIsTwo() {
            assertThat(run("dose").code()).isEqualTo(2);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "roi,level|A,T8;no columns roi and d003ccGy",
                    "roi,d003ccGy;holds no figures",
                    "roi,d003ccGy,dose|A,1,2;other columns than",
                    "roi,d003ccGy|A,much;row 2: 'much' is no number",
                    "roi,d003ccGy|A,-1;row 2: '-1' cannot be",
                    "roi,d003ccGy|A,12,5;row 2: it has more cells",
                    "roi,d003ccGy|A,;row 2: it needs a region and a D0.03cc",
                    "roi,d003ccGy|A,1|A,2;row 3: this region and level stands there twice"
                })
        void aTableThatCannotBeReadIsTwo(String table, String sentence) throws Exception {
            Path figures = Files.writeString(folder.resolve("figures.csv"), table.replace('|', '\n'));

            Answer answer = dose("--compare=" + figures);

            assertThat(answer.code()).isEqualTo(2);
            assertThat(answer.err()).contains(sentence);
        }
    }

    @Nested
    class Observations {

        private static final Guideline GUIDELINE =
                GuidelineSource.asWritten(Path.of(".")).load(FhirContext.forR4Cached());
        private static final CaseReader CASES = new CaseReader(FhirContext.forR4Cached());
        private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);

        private List<JsonNode> observations(String... further) throws Exception {
            Path file = folder.resolve("observations.ndjson");
            List<String> arguments = new ArrayList<>(List.of(further));
            arguments.add("--observations=" + file);
            Answer answer = dose(arguments.toArray(String[]::new));
            assertThat(answer.code()).as(answer.err()).isLessThan(2);
            return Files.readAllLines(file).stream().map(JSON::readTree).toList();
        }

        private List<JsonNode> ofTheCourse() throws Exception {
            return observations("--patient=Patient/p1", "--course=Procedure/c1");
        }

        /** The prior dose at T8 of W016, a course of 30 Gy in 10 fractions, with these in place of its own maximum. */
        private JsonNode priorDose(List<JsonNode> maxima) throws Exception {
            ObjectNode play =
                    (ObjectNode) JSON.readTree(WorkedCases.file("W016").toFile());
            ObjectNode bundle =
                    JSON.createObjectNode().put("resourceType", "Bundle").put("type", "collection");
            play.path("record").path("entry").values().stream()
                    .filter(entry ->
                            !entry.path("resource").path("id").asString().equals("max"))
                    .forEach(bundle.withArray("entry")::add);
            maxima.forEach(one -> bundle.withArray("entry").addObject().set("resource", one));
            play.set("record", bundle);
            PatientCase patient = CASES.read(GUIDELINE, "dose", JSON.writeValueAsString(play));
            Evaluation evaluation = patient.put(GUIDELINE, NOON);
            Assessment assessment = evaluation.assess(patient.known(evaluation));
            return JSON.valueToTree(GUIDELINE.cards().document(assessment)).at("/levels/T8");
        }

        @Test
        void theRulesReadANumberWithItsFractions() throws Exception {
            treated(Phantom.withSac()).write(files);
            double eqd2 = dose("--json").line("ThecalSac").path("eqd2Gy").asDouble();

            JsonNode level = priorDose(ofTheCourse());

            assertThat(level.at("/priorEqd2Gy/lo").asDouble()).isCloseTo(eqd2, within(0.001));
            assertThat(level.at("/priorEqd2Gy/hi").asDouble()).isCloseTo(eqd2, within(0.001));
            assertThat(level.at("/basis/c1").asString()).isEqualTo("thecal-sac-dmax");
        }

        /** 7 of 10 fractions: the dose of seven, in seven; the ten of the course would make another EQD2 of it. */
        @Test
        void theRulesReadADoseInTheFractionsItWasDeliveredIn() throws Exception {
            Phantom phantom = Phantom.withSac();
            for (int fraction = 1; fraction <= 7; fraction++) {
                phantom.fraction(fraction, 1, 1);
            }
            phantom.write(files);

            JsonNode level = priorDose(ofTheCourse());

            double delivered = 0.7 * HOTTEST_GY;
            assertThat(level.at("/priorEqd2Gy/hi").asDouble())
                    .isCloseTo(delivered * (delivered / 7 + 2) / 4, within(0.5));
        }

        @Test
        void theRulesReadALowerBoundAsOne() throws Exception {
            treated(cutSac()).write(files);
            JsonNode line = dose("--json").line("ThecalSac");
            List<JsonNode> made = ofTheCourse();

            assertThat(made.get(0).at("/valueQuantity/comparator").asString()).isEqualTo(">=");
            JsonNode level = priorDose(made);
            assertThat(level.at("/priorEqd2Gy/lo").asDouble())
                    .isCloseTo(line.path("eqd2Gy").asDouble(), within(0.001));
            assertThat(level.at("/priorEqd2Gy").has("hi")).isFalse();
        }

        /** Without treatment records the planned dose stands, which is the highest it can be. */
        @Test
        void theRulesReadAnUpperBoundAsItsValue() throws Exception {
            Phantom.withSac().write(files);
            double eqd2 = dose("--json").line("ThecalSac").path("eqd2Gy").asDouble();
            List<JsonNode> made = ofTheCourse();

            assertThat(made.get(0).path("valueQuantity").has("comparator")).isFalse();
            assertThat(made.get(0).path("note").toString()).contains("An upper bound: ", "DELIVERY_UNKNOWN");
            assertThat(priorDose(made).at("/priorEqd2Gy/hi").asDouble()).isCloseTo(eqd2, within(0.001));
        }

        @Test
        void theRulesReadTheTrueCordAsALowerBound() throws Exception {
            treated(new Phantom().organ("SpinalCord", Phantom.cylinder(4, -40, 40, 2)))
                    .write(files);

            JsonNode level = priorDose(ofTheCourse());

            assertThat(level.at("/priorEqd2Gy/lo").asDouble()).isGreaterThan(30);
            assertThat(level.at("/priorEqd2Gy").has("hi")).isFalse();
        }

        @Test
        void theRulesReadTheNumberOfTheLevel() throws Exception {
            treated(withLevels(Phantom.withSac())).write(files);
            double eqd2 = dose("--json").lines().stream()
                    .filter(line -> line.path("level").asString("").equals("T8"))
                    .findFirst()
                    .orElseThrow()
                    .path("eqd2Gy")
                    .asDouble();

            JsonNode level = priorDose(ofTheCourse());

            assertThat(eqd2).isLessThan(HOTTEST_GY * (HOTTEST_GY / 10 + 2) / 4 - 1);
            assertThat(level.at("/priorEqd2Gy/hi").asDouble()).isCloseTo(eqd2, within(0.001));
        }

        @Test
        void theRulesReadAReasonAsAnUnknownDose() throws Exception {
            Phantom phantom = treated(Phantom.withSac());
            phantom.dose().text(0x30040004, "CS", "PHYSICAL");
            phantom.plan().text(0x300E0002, "CS", "UNAPPROVED");
            phantom.write(files);
            List<JsonNode> made = ofTheCourse();

            assertThat(made).hasSize(1);
            assertThat(made.get(0).has("valueQuantity")).isFalse();
            assertThat(made.get(0).at("/dataAbsentReason/text").asString())
                    .isEqualTo("NOT_APPROVED: The plan is not approved.");
            JsonNode level = priorDose(made);
            assertThat(level.at("/priorEqd2Gy/lo").asDouble()).isZero();
            assertThat(level.at("/priorEqd2Gy").has("hi")).isFalse();
        }

        @Test
        void aReasonOfTheCordTakesNothingFromTheNumberOfTheSac() throws Exception {
            treated(Phantom.withSac().organ("SpinalCord", List.of())).write(files);
            List<JsonNode> made = ofTheCourse();

            assertThat(made).hasSize(1);
            assertThat(priorDose(made).at("/priorEqd2Gy").has("hi")).isTrue();
        }

        @Test
        void theyConformToTheProfileWithABoundOrAReasonAsTheOnlyWarnings() throws Exception {
            withLevels(treated(cutSac())).write(files);
            RecordValidator validator = new RecordValidator(
                    FhirContext.forR4Cached(), Content.at(Path.of(".").toAbsolutePath()));

            List<JsonNode> made = ofTheCourse();

            assertThat(made).hasSize(3);
            assertThat(made).allSatisfy(one -> assertThat(
                            validator.validate(one.toString()).getIssue())
                    .noneMatch(issue -> issue.getSeverity() == IssueSeverity.ERROR)
                    .allMatch(issue -> issue.getSeverity() == IssueSeverity.INFORMATION
                            || issue.getDetails().getText().endsWith("spinecds-oar-bound")));
        }

        @Test
        void theyArePreliminaryAndKeepTheirIds() throws Exception {
            withLevels(Phantom.withSac()).write(files);

            List<JsonNode> made = observations();

            assertThat(made).allMatch(one -> one.path("status").asString().equals("preliminary"));
            assertThat(made)
                    .extracting(one -> one.path("id").asString())
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id.matches("[A-Za-z0-9.-]{1,64}"))
                    .isEqualTo(observations().stream()
                            .map(one -> one.path("id").asString())
                            .toList());
        }

        @Test
        void thePatientIsAnIdentifierUntilAReferenceIsGiven() throws Exception {
            Phantom.withSac().write(files);

            JsonNode subject = observations().get(0).path("subject");
            assertThat(subject.has("reference")).isFalse();
            assertThat(subject.at("/identifier/value").asString()).isEqualTo("PATIENT1");
            assertThat(observations("--patient=Patient/p1")
                            .get(0)
                            .path("subject")
                            .toString())
                    .isEqualTo("{\"reference\":\"Patient/p1\"}");
        }

        @Test
        void twoPatientsKeepTheirDoses() throws Exception {
            Phantom.withSac().write(files);
            ofAnotherPatient(Phantom.withSac()).write(files);

            assertThat(observations())
                    .extracting(
                            one -> one.at("/extension/0/extension/0/valueId").asString() + " "
                                    + one.at("/subject/identifier/value").asString())
                    .containsExactly(Phantom.DOSE + " PATIENT1", Phantom.DOSE + ".2 PATIENT2");
            Answer mixed = dose("--patient=Patient/p1", "--observations=" + folder.resolve("mixed.ndjson"));
            assertThat(mixed.code()).isEqualTo(2);
            assertThat(mixed.err()).contains("several patients");
            assertThat(folder.resolve("mixed.ndjson")).doesNotExist();
        }

        @Test
        void aSinglePlansCourseStandsForNoOther() throws Exception {
            Phantom.withSac().write(files);
            Phantom.withSac().asSecond("1.2.3.99").write(files);

            Answer one = dose("--course=Procedure/c1", "--observations=" + folder.resolve("one.ndjson"));

            assertThat(one.code()).isEqualTo(2);
            assertThat(observations("--course=" + Phantom.PLAN + "=Procedure/c1"))
                    .extracting(each -> each.at("/partOf/0/reference").asString(""))
                    .containsExactly("Procedure/c1", "");
        }
    }

    @Nested
    class Picture {

        private Document picture(String... further) throws Exception {
            Path file = folder.resolve("picture.svg");
            List<String> arguments = new ArrayList<>(List.of(further));
            arguments.add("--picture=" + file);
            assertThat(dose(arguments.toArray(String[]::new)).code()).isLessThan(2);
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(Files.readString(file))));
        }

        private static List<Element> all(Document picture, String name) {
            NodeList found = picture.getElementsByTagName(name);
            List<Element> elements = new ArrayList<>();
            for (int at = 0; at < found.getLength(); at++) {
                elements.add((Element) found.item(at));
            }
            return elements;
        }

        @Test
        void itIsReadableWithoutScriptsAndByScreenReaders() throws Exception {
            withLevels(treated(cutSac())).write(files);

            Document picture = picture();

            assertThat(all(picture, "script")).isEmpty();
            assertThat(all(picture, "title").get(0).getTextContent()).isNotBlank();
            assertThat(all(picture, "desc").get(0).getTextContent()).contains("ThecalSac T7", "may be higher");
            assertThat(all(picture, "text")).allMatch(text -> Integer.parseInt(text.getAttribute("font-size")) >= 12);
        }

        /** In 10 fractions {@code D (D/10 + 2) / 4 = 70} gives 43.85 Gy. */
        @Test
        void theLimitOfTheContentHasItsNameAndItsDoseInTheseFractions() throws Exception {
            treated(Phantom.withSac()).write(files);

            assertThat(all(picture(), "text"))
                    .extracting(Element::getTextContent)
                    .contains("the cumulative limit, 70 Gy EQD2: 43.9 Gy in 10 fractions");
        }

        @Test
        void aLevelWithoutANumberIsHatchedWithItsReason() throws Exception {
            Phantom phantom = new Phantom().organ("ThecalSac", Phantom.cylinder(8, 0, 40, 2));
            withLevels(treated(phantom)).write(files);

            Document picture = picture();

            assertThat(all(picture, "rect"))
                    .filteredOn(rect -> rect.getAttribute("fill").equals("url(#hatch)"))
                    .hasSize(2);
            assertThat(all(picture, "text"))
                    .extracting(Element::getTextContent)
                    .anyMatch(text -> text.startsWith("EMPTY_ORGAN: "));
        }

        @Test
        void aNameOfTheFileIsNoMark() throws Exception {
            treated(new Phantom().organ("<script>&\u0001\"", Phantom.cylinder(5, -10, 10, 2)))
                    .write(files);

            Document picture = picture("--all-structures");

            assertThat(all(picture, "script")).isEmpty();
            assertThat(all(picture, "text"))
                    .extracting(Element::getTextContent)
                    .anyMatch(text -> text.startsWith("<script>&"));
        }
    }

    @Nested
    class Compare {

        private Answer compare(String table, String... further) throws Exception {
            Path figures = Files.writeString(folder.resolve("figures.csv"), table);
            List<String> arguments = new ArrayList<>(List.of(further));
            arguments.add("--compare=" + figures);
            return dose(arguments.toArray(String[]::new));
        }

        @Test
        void figuresStandBesideOursWithTheAcceptance() throws Exception {
            treated(Phantom.withSac()).write(files);

            Answer answer = compare("roi,d003ccGy,dmaxGy,volumeCc\nThecalSac,30.0,30.0,16.5\nCord,20,,\n");

            assertThat(answer.code()).isZero();
            assertThat(answer.out())
                    .containsPattern("ThecalSac +whole +D0.03cc +30.00 +29.\\d\\d +-0.\\d\\d Gy +-0.\\d\\d% +met")
                    .containsPattern("Cord +whole +no number: no such region and level, not met")
                    .contains("Met for 1 of 2");
        }

        /** Within 3.5% or 0.5 Gy, and no dose lower by more than 2%. */
        @ParameterizedTest
        @CsvSource({"29.0,true", "28.7,false", "30.4,true", "30.9,false"})
        void theAcceptanceIsThatOfTheDocument(double theirs, boolean met) throws Exception {
            treated(Phantom.withSac()).write(files);

            JsonNode answer = compare("roi,d003ccGy\nThecalSac," + theirs + "\n", "--json")
                    .lines()
                    .get(0);

            assertThat(answer.path("accepted").asBoolean()).isEqualTo(met);
            assertThat(answer.at("/d003ccGy/theirs").asDouble()).isEqualTo(theirs);
            double ours = answer.at("/d003ccGy/ours").asDouble();
            assertThat(answer.at("/d003ccGy/difference").asDouble()).isCloseTo(ours - theirs, within(1e-5));
            assertThat(answer.at("/d003ccGy/percent").asDouble())
                    .isCloseTo(100 * (ours - theirs) / theirs, within(1e-4));
        }

        @Test
        void thePlanIsComparedAndNotThePartThatWasDelivered() throws Exception {
            Phantom.withSac().fraction(1, 1, 1).write(files);

            JsonNode answer =
                    compare("roi,d003ccGy\nThecalSac,29.9\n", "--json").lines().get(0);

            assertThat(answer.at("/d003ccGy/ours").asDouble()).isCloseTo(HOTTEST_GY, within(WITHIN_GY));
            assertThat(answer.path("accepted").asBoolean()).isTrue();
        }
    }

    @Nested
    class Waiting {

        /** The line of progress comes after two seconds. */
        @Test
        void theStepAndItsPartsAreTold() throws Exception {
            StringWriter err = new StringWriter();
            try (Progress progress = Progress.of(new PrintWriter(err), "Reading the files", 0)) {
                progress.at("Computing the doses of the plans", 1, 3);
                Thread.sleep(2500);
            }

            assertThat(err.toString()).contains("Computing the doses of the plans … 1 of 3");
        }
    }
}
