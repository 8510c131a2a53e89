package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.WorkedCases;
import org.spinecds.archive.ArchiveFailure.Problem;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;
import org.spinecds.card.Card;
import org.spinecds.decision.Assessment;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.patientdata.Deadline;
import org.spinecds.patientdata.RecordSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of the card says where the dose comes from, or why there is none; with an archive that is slow, wrong or down the
 * card is as before plus that line. The record is V01: 30 Gy in 10 fractions over T7 to T9.
 */
class ArchiveLineTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Guideline GUIDELINE =
            GuidelineSource.asWritten(Path.of(".")).load(R4.context());
    private static final CaseReader READER = new CaseReader(R4.context());
    private static final Clock DAY = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final AskSeal SEAL = new AskSeal("a key of thirty-two characters or more");
    private static final String BEGINNING = "- **Source of the dose**: ";
    private static final String COURSE = "conventional 30 Gy/10 fx ended 2025-05-20";

    private final Hands clock = new Hands();
    private final FakeArchive archive = new FakeArchive();
    private final ArchiveDatabase database = new ArchiveDatabase("H2");
    private final List<AutoCloseable> open = new ArrayList<>(List.of(archive));
    private final Path folder;
    private final ObjectNode file =
            (ObjectNode) JSON.readTree(WorkedCases.file("V01").toFile());

    ArchiveLineTests(@TempDir Path folder) throws IOException {
        this.folder = folder;
        patient()
                .put("birthDate", "1950-01-01")
                .putArray("identifier")
                .addObject()
                .put("system", "urn:mrn")
                .put("value", "PATIENT1");
        namesPlan(Phantom.PLAN);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private ObjectNode resource(String type) {
        for (JsonNode entry : file.at("/record/entry")) {
            if (entry.at("/resource/resourceType").asString().equals(type)) {
                return (ObjectNode) entry.path("resource");
            }
        }
        throw new AssertionError("V01 has no " + type);
    }

    private ObjectNode patient() {
        return resource("Patient");
    }

    private void namesPlan(String uid) {
        resource("Procedure")
                .putArray("identifier")
                .addObject()
                .put("system", "urn:dicom:uid")
                .put("value", "urn:oid:" + uid);
    }

    private DoseArchive source(Duration budget, DoseStore store) {
        Duration deadline = Duration.ofSeconds(20);
        ArchiveSettings settings = new ArchiveSettings(
                archive.base(),
                Map.of(),
                Map.of("mrn", new IdentifierSettings("urn:mrn", "SITE")),
                budget,
                deadline,
                Duration.ofSeconds(1),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(200),
                200,
                Duration.ofHours(1),
                Duration.ofDays(1),
                folder);
        DicomWeb client = new DicomWeb(archive.base(), Map.of(), Duration.ofSeconds(1), deadline);
        ArchiveReading reading = new ArchiveReading(client, settings, ProposedSettings::all, Map::of);
        ArchiveWorker worker = new ArchiveWorker(store, reading, SEAL, settings, clock);
        DoseArchive source = new DoseArchive(store, worker, SEAL, settings, ProposedSettings::content, clock);
        open.addAll(0, List.of(source, worker));
        return source;
    }

    private DoseArchive source() {
        return source(Duration.ofSeconds(5), database.store(clock));
    }

    /** The card of a call, without the line of the archive, and that line. */
    private record Said(String card, String line) {}

    private Said call(DoseArchive source) throws Exception {
        PatientCase patient = READER.read(GUIDELINE, "V01", file.toString());
        RecordSource.Question question = new RecordSource.Question(
                patient.request(),
                Map.of(),
                patient.record(),
                Reading.EVERYTHING,
                new Deadline(System.nanoTime() + Duration.ofSeconds(30).toNanos()));
        List<Resource> offered = source.reads(question).get(0).resources().call();
        return said(patient, offered);
    }

    private static Said said(PatientCase patient, List<Resource> offered) {
        Evaluation evaluation = patient.put(GUIDELINE, DAY);
        Evaluation.Known known = evaluation.known(
                Stream.concat(patient.record().stream(), offered.stream()).toList());
        Assessment assessment = evaluation.assess(known);
        List<Card> cards = GUIDELINE.cards().render(evaluation.context(assessment, List.of()));
        assertThat(cards).hasSize(1);
        String detail = String.valueOf(cards.get(0).detail());
        List<String> lines =
                detail.lines().filter(line -> line.startsWith(BEGINNING)).toList();
        assertThat(lines).hasSizeLessThan(2);
        return new Said(
                cards.get(0).summary() + "\n"
                        + detail.lines()
                                .filter(line -> !line.startsWith(BEGINNING))
                                .collect(Collectors.joining("\n")),
                lines.isEmpty() ? "" : lines.get(0).substring(BEGINNING.length()));
    }

    /** Asks until the archive has been read. */
    private Said whenRead(DoseArchive source) throws Exception {
        Said said = call(source);
        for (int look = 0; look < 200 && said.line().contains("being read"); look++) {
            Thread.sleep(50);
            said = call(source);
        }
        assertThat(said.line()).isNotEmpty().doesNotContain("being read");
        return said;
    }

    private String withoutArchive() {
        return said(READER.read(GUIDELINE, "V01", file.toString()), List.of()).card();
    }

    @Test
    void beingRead() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));

        Said said = call(source());

        assertThat(said.line())
                .isEqualTo("the thecal sac dose of " + COURSE
                        + " is being read from the archive; open this again in a moment.");
        assertThat(said.card()).isEqualTo(withoutArchive()).contains("delivered prescription as surrogate");
    }

    @Test
    void notInTime() throws Exception {
        Said said = call(source(Duration.ofMillis(20), database.slow(Duration.ofMillis(300))));

        assertThat(said.line())
                .isEqualTo("the doses kept from the archive were not found in time; open this again in a moment.");
        assertThat(said.card()).isEqualTo(withoutArchive());
    }

    @Test
    void couldNotBeRead() throws Exception {
        archive.failingToList((exchange, honest) -> FakeArchive.send(exchange, 503, "text/plain", new byte[0]));

        Said said = whenRead(source());

        assertThat(said.line())
                .isEqualTo("the thecal sac dose of " + COURSE
                        + " could not be read from the archive: it did not answer, or not in time.");
        assertThat(said.card()).isEqualTo(withoutArchive());
    }

    @Test
    void anAnswerThatIsCut() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()))
                .failing((exchange, honest) -> FakeArchive.send(
                        exchange, 200, FakeArchive.multipartType(), Arrays.copyOf(honest, honest.length / 2)));

        Said said = whenRead(source());

        assertThat(said.line()).endsWith(" could not be read from the archive: its answer ended early.");
        assertThat(said.card()).isEqualTo(withoutArchive());
    }

    @Test
    void withoutAnIdentifier() throws Exception {
        patient().remove("identifier");

        Said said = call(source());

        assertThat(said.line()).startsWith("the archive was not asked: the record has no identifier");
        assertThat(said.card()).isEqualTo(withoutArchive());
    }

    @Test
    void ofAnotherPatient() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        patient().put("birthDate", "1950-01-02");

        Said said = whenRead(source());

        assertThat(said.line())
                .startsWith("the archive has no thecal sac dose of " + COURSE + ". ")
                .contains("An object belongs to another patient, or to nobody.");
        assertThat(said.card()).isEqualTo(withoutArchive());
    }

    @Test
    void ofNoCourseIsShownAndNotSummed() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        namesPlan("1.2.3.4.5");

        Said said = whenRead(source());

        assertThat(said.line())
                .matches(
                        "no thecal sac dose of the archive is used for " + COURSE
                                + "\\. A plan of the archive fits no course on file: thecal sac max (29\\.[5-9]|30\\.0) Gy, not summed\\.");
        assertThat(said.card()).isEqualTo(withoutArchive());
    }

    @Test
    void aContourThatEndsWithinTheField() throws Exception {
        archive.with(ArchiveReadingTests.treated(new Phantom().organ("ThecalSac", Phantom.cylinder(8, -40, 4, 2))));

        Said said = whenRead(source());

        assertThat(said.line())
                .startsWith(COURSE + ": thecal sac max ")
                .contains(" Gy or more from the archive")
                .endsWith("not accepted by a physicist yet. The contour ends within the field: a lower bound.");
        assertThat(said.card()).contains("upper end not known");
    }

    @Test
    void aDoseThatIsNotInGray() throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.dose().text(0x30040002, "CS", "RELATIVE");
        archive.with(phantom);

        assertThat(whenRead(source()).line())
                .isEqualTo(COURSE + ": no number from the archive. The dose is not in gray.");
    }

    @Test
    void aDoseIsSaidWithItsRangeAndThatNobodyHasAcceptedIt() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));

        Said said = whenRead(source());

        assertThat(said.line())
                .matches(COURSE
                        + ": thecal sac max (29\\.[5-9]|30\\.0) Gy from the archive \\(range [0-9.]+( to [0-9.]+)? Gy\\), not accepted"
                        + " by a physicist yet\\.");
        assertThat(said.card()).contains("from its thecal sac maximum", "nobody has accepted it yet");
    }

    @Test
    void everyFailureHasItsWords() throws IOException {
        assertThat(JSON.readTree(Files.readString(Path.of("cds-hooks/cards/phrases.json")))
                        .path("archiveProblem")
                        .propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Problem.values()).map(Enum::name).toList());
    }

    /** An EHR may draft Tasks. One that is no draft would be taken as the state of the archive. */
    @Test
    void aTaskAmongTheDraftsIsTakenAsADraftAlone() {
        ArrayNode drafts = (ArrayNode) file.at("/request/context/draftOrders/entry");
        for (String status : List.of("draft", "failed")) {
            drafts.addObject()
                    .putObject("resource")
                    .put("resourceType", "Task")
                    .put("id", status)
                    .put("status", status)
                    .put("intent", "order")
                    .putObject("code")
                    .put("text", "dose-archive");
        }
        PatientCase patient = READER.read(GUIDELINE, "V01", file.toString());
        Evaluation evaluation = patient.put(GUIDELINE, DAY);

        assertThat(evaluation.known(patient.record()).resources())
                .filteredOn(Task.class::isInstance)
                .extracting(Resource::getIdPart)
                .containsExactly("draft");
        assertThat(said(patient, List.of()).line()).isEmpty();
    }
}
