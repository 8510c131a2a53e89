package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.TestClient;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;
import org.spinecds.archive.JudgementRefused.Why;
import org.spinecds.content.Content;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;
import org.spinecds.organdose.DoseContent;
import org.spinecds.patientdata.Deadline;
import org.spinecds.patientdata.RecordSource;
import org.springframework.util.unit.DataSize;

/**
 * Physicists accept, refuse and pair the doses of the archive. Each decision is kept with its author, its time and its reason, and
 * holds for exactly the dose that it was made about.
 */
class DoseWorklistTests {

    private static final AskSeal SEAL = new AskSeal("a key of thirty-two characters or more");
    private static final String ANNA = "anna";
    private static final String OTTO = "otto";

    private final Hands clock = new Hands();
    private final FakeArchive archive = new FakeArchive();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(archive));
    private final Path folder;
    private ArchiveDatabase database = new ArchiveDatabase("H2");
    private String uid = Phantom.PLAN;
    private int fractions = 10;

    DoseWorklistTests(@TempDir Path folder) throws IOException {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private DoseArchive source() {
        Duration deadline = Duration.ofSeconds(20);
        ArchiveSettings settings = new ArchiveSettings(
                archive.base(),
                Map.of(),
                Map.of("mrn", new IdentifierSettings("urn:mrn", "SITE")),
                Duration.ofSeconds(5),
                deadline,
                Duration.ofSeconds(1),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(200),
                200,
                Duration.ofHours(1),
                Duration.ofDays(1),
                folder);
        DoseStore store = database.store(clock);
        DicomWeb client = new DicomWeb(archive.base(), Map.of(), Duration.ofSeconds(1), deadline);
        ArchiveReading reading = new ArchiveReading(client, settings, ProposedSettings::all, Map::of);
        ArchiveWorker worker = new ArchiveWorker(store, reading, SEAL, settings, clock);
        DoseArchive source = new DoseArchive(store, worker, SEAL, settings, ProposedSettings::content, clock);
        open.addAll(0, List.of(source, worker));
        return source;
    }

    private List<Resource> record() {
        FhirJson json = new FhirJson(R4.context());
        return List.of(
                json.read(
                        "{\"resourceType\": \"Patient\", \"id\": \"p1\", \"birthDate\": \"1950-01-01\", \"identifier\":"
                                + " [{\"system\": \"urn:mrn\", \"value\": \"PATIENT1\"}]}"),
                json.read(
                        """
                        {"resourceType": "Procedure", "id": "c1", "status": "completed",
                         "subject": {"reference": "Patient/p1"},
                         "performedPeriod": {"start": "2025-01-06", "end": "2025-01-17"},
                         "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:%s"}], "extension": [{
                         "url": "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-radiotherapy-dose-delivered-to-volume",
                         "extension": [{"url": "fractionsDelivered", "valueUnsignedInt": %d},
                           {"url": "totalDoseDelivered", "valueQuantity": {"value": 3000, "code": "cGy"}}]}]}"""
                                .formatted(uid, fractions)));
    }

    private List<Resource> call(DoseArchive source) throws Exception {
        HookRequest request = new HookRequest(
                TestClient.with(false),
                "order-select",
                "instance",
                null,
                null,
                "Practitioner/1",
                "p1",
                null,
                List.of(),
                new Bundle(),
                List.of(),
                Map.of(),
                null);
        RecordSource.Question question = new RecordSource.Question(
                request,
                Map.of(),
                record(),
                Reading.EVERYTHING,
                new Deadline(System.nanoTime() + Duration.ofSeconds(30).toNanos()));
        return source.reads(question).get(0).resources().call();
    }

    private static List<Observation> doses(List<Resource> offered) {
        return offered.stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .toList();
    }

    private static Task task(List<Resource> offered) {
        return offered.stream()
                .filter(Task.class::isInstance)
                .map(Task.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Asks until the answer is as a test waits for. */
    private List<Resource> until(DoseArchive source, Predicate<List<Resource>> isSo) throws Exception {
        List<Resource> offered = call(source);
        for (int look = 0; look < 400 && !isSo.test(offered); look++) {
            Thread.sleep(50);
            offered = call(source);
        }
        assertThat(isSo.test(offered)).isTrue();
        return offered;
    }

    private List<Resource> whenRead(DoseArchive source) throws Exception {
        return until(source, offered -> task(offered).getStatus() == Task.TaskStatus.COMPLETED);
    }

    private DoseWorklist worklist() {
        return new DoseWorklist(database.store(clock), SEAL, () -> ProposedSettings.content().words(), clock);
    }

    private String patient() {
        return database.store(clock).recent(10).get(0);
    }

    private KeptRegion region() {
        return KeptRegion.of(database.store(clock).of(patient()).orElseThrow().lines())
                .get(0);
    }

    private DoseForm form(String act, int place, String reason, String user) {
        return new DoseForm(act, patient(), region().fingerprint(), place, reason, "", "", "", SEAL.formToken(user));
    }

    private void decide(String act, int place, String reason, String user) {
        worklist().decide(form(act, place, reason, user), user);
    }

    private Why refusal(DoseForm form, String user) {
        return catchThrowableOfType(JudgementRefused.class, () -> worklist().decide(form, user))
                .why();
    }

    private String page() {
        return new DosePage(
                        database.store(clock),
                        SEAL,
                        () -> DoseContent.of(Content.at(Path.of("."))).words(),
                        clock)
                .page(ANNA, "", "");
    }

    @Test
    void anAcceptedDoseIsFinalWithItsPhysicistAndTime() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        assertThat(doses(whenRead(source)))
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.PRELIMINARY);

        decide("accept", 0, "", ANNA);

        assertThat(doses(call(source))).singleElement().satisfies(dose -> {
            assertThat(dose.getStatus()).isEqualTo(ObservationStatus.FINAL);
            assertThat(dose.getPerformerFirstRep().getDisplay()).isEqualTo(ANNA);
            assertThat(dose.getNote()).anySatisfy(note -> {
                assertThat(note.getAuthor().primitiveValue()).isEqualTo(ANNA);
                assertThat(note.getTime().toInstant()).isEqualTo(clock.instant());
            });
        });
    }

    @Test
    void aRefusedDoseIsNotOfferedAndItsReasonIsTold() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        whenRead(source);

        assertThat(refusal(form("refuse", 0, " ", ANNA), ANNA)).isEqualTo(Why.INCOMPLETE);
        decide("refuse", 0, "the contour is of another patient", ANNA);

        List<Resource> offered = call(source);
        assertThat(doses(offered)).isEmpty();
        assertThat(task(offered).getInput()).hasSize(1);
        assertThat(task(offered).getOutput()).singleElement().satisfies(output -> {
            assertThat(output.getType().getText()).isEqualTo("REFUSED");
            assertThat(output.getValue().primitiveValue()).isEqualTo("the contour is of another patient");
        });
    }

    @Test
    void aDecisionThatIsTakenBackLeavesTheDosePreliminary() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        whenRead(source);
        decide("refuse", 0, "a mistake", ANNA);

        decide("withdraw", 1, "", OTTO);

        assertThat(doses(call(source)))
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.PRELIMINARY);
        assertThat(refusal(form("withdraw", 2, "", OTTO), OTTO)).isEqualTo(Why.DECIDED_MEANWHILE);
    }

    /** It was accepted as a dose of no course; as the dose of this course somebody has to look at it. */
    @Test
    void anAcceptedDoseThatGetsACourseIsPreliminaryAgain() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        uid = "1.2.3.4.5";
        DoseArchive source = source();
        whenRead(source);
        decide("accept", 0, "", ANNA);
        assertThat(page()).contains("0 to decide");

        worklist().decide(pairing(Phantom.PLAN, "", "", "Procedure/c1"), ANNA);
        clock.pass(Duration.ofMinutes(2));

        assertThat(doses(until(source, all -> !doses(all).isEmpty())))
                .extracting(Observation::getStatus)
                .containsExactly(ObservationStatus.PRELIMINARY);
        assertThat(page()).contains("1 to decide");
        decide("accept", 1, "", OTTO);
        assertThat(doses(call(source))).extracting(Observation::getStatus).containsExactly(ObservationStatus.FINAL);
    }

    /** The record has no such course. The numbers decide no more about a plan that a physicist has decided about. */
    @Test
    void aPlanThatIsPairedWithACourseOfNoRecordIsOfNoCourse() throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.plan().text(0x300A0006, "DA", "20250102");
        archive.with(phantom);
        uid = "";
        DoseArchive source = source();
        assertThat(doses(whenRead(source))).hasSize(1);

        worklist().decide(pairing(Phantom.PLAN, "", "", "Procedure/gone"), ANNA);

        assertThat(doses(call(source))).isEmpty();
        clock.pass(Duration.ofMinutes(2));
        assertThat(doses(whenRead(source))).isEmpty();
    }

    /** The record says that fewer fractions were given, so that the dose is computed anew. */
    @Test
    void aDoseThatIsComputedAnewIsPreliminaryAgain() throws Exception {
        archive.with(Phantom.withSac());
        DoseArchive source = source();
        whenRead(source);
        decide("accept", 0, "", ANNA);
        String accepted = region().fingerprint();

        fractions = 5;
        clock.pass(Duration.ofMinutes(2));
        List<Resource> offered = until(source, all -> doses(all).size() == 1);

        assertThat(region().fingerprint()).isNotEqualTo(accepted);
        assertThat(doses(offered)).extracting(Observation::getStatus).containsExactly(ObservationStatus.PRELIMINARY);
    }

    @Test
    void theSameDoseReadAgainStaysAccepted() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        DoseArchive source = source();
        whenRead(source);
        decide("accept", 0, "", ANNA);

        clock.pass(Duration.ofHours(2));
        call(source);
        List<Resource> offered = until(
                source,
                all -> task(all).getLastModified().toInstant().equals(clock.instant())
                        && task(all).getStatus() == Task.TaskStatus.COMPLETED);

        assertThat(doses(offered)).extracting(Observation::getStatus).containsExactly(ObservationStatus.FINAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H2", "POSTGRESQL"})
    void ofTwoPhysicistsAtOnceOneIsToldThatTheOtherWasFirst(String kind) throws Exception {
        database = new ArchiveDatabase(kind);
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        DoseForm accepts = form("accept", 0, "", ANNA);
        DoseForm refuses = form("refuse", 0, "no", OTTO);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService two = Executors.newFixedThreadPool(2);
        open.add(0, two::shutdownNow);

        List<Future<String>> said =
                List.of(two.submit(decided(start, accepts, ANNA)), two.submit(decided(start, refuses, OTTO)));
        start.countDown();

        assertThat(List.of(said.get(0).get(), said.get(1).get()))
                .containsExactlyInAnyOrder("done", Why.DECIDED_MEANWHILE.name());
        assertThat(database.store(clock).judgements().of(patient()).all()).hasSize(1);
    }

    private Callable<String> decided(CountDownLatch start, DoseForm form, String user) {
        DoseWorklist worklist = worklist();
        return () -> {
            start.await();
            try {
                worklist.decide(form, user);
                return "done";
            } catch (JudgementRefused refused) {
                return refused.why().name();
            }
        };
    }

    @Test
    void everyDecisionIsKept() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        decide("refuse", 0, "a mistake", ANNA);
        decide("withdraw", 1, "mine", OTTO);
        decide("accept", 2, "", OTTO);

        assertThat(database.store(clock).judgements().of(patient()).all())
                .extracting(one -> one.place() + " " + one.verdict() + " " + one.by() + " " + one.reason())
                .containsExactly("0 REFUSED anna a mistake", "1 WITHDRAWN otto mine", "2 ACCEPTED otto ");
    }

    @ParameterizedTest
    @CsvSource({"-1", "1", "7"})
    void aFormThatKnowsOtherDecisionsIsRefused(int place) throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());

        assertThat(refusal(form("accept", place, "", ANNA), ANNA)).isEqualTo(Why.DECIDED_MEANWHILE);
    }

    @Test
    void aFormOfAnotherSiteOrUserIsRefused() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());

        assertThat(refusal(form("accept", 0, "", OTTO), ANNA)).isEqualTo(Why.NOT_OUR_FORM);
        DoseForm forged = new DoseForm("accept", patient(), region().fingerprint(), 0, "", "", "", "", "");
        assertThat(refusal(forged, ANNA)).isEqualTo(Why.NOT_OUR_FORM);
    }

    @Test
    void aDoseThatIsNotKeptCannotBeDecidedAbout() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        DoseForm other = new DoseForm("accept", patient(), "0", 0, "", "", "", "", SEAL.formToken(ANNA));
        DoseForm nobody = new DoseForm("accept", "0", region().fingerprint(), 0, "", "", "", "", SEAL.formToken(ANNA));

        assertThat(refusal(other, ANNA)).isEqualTo(Why.GONE);
        assertThat(refusal(nobody, ANNA)).isEqualTo(Why.GONE);
        assertThat(refusal(form("delete", 0, "", ANNA), ANNA)).isEqualTo(Why.INCOMPLETE);
    }

    private DoseForm pairing(String named, String rtplan, String rtstruct, String course) {
        return new DoseForm(
                "pair",
                patient(),
                DoseWorklist.subject(named),
                0,
                "by the treatment record",
                rtplan,
                rtstruct,
                course,
                SEAL.formToken(ANNA));
    }

    @Test
    void aPlanThatAPhysicistPairsIsThatCourseAtTheNextReading() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        uid = "1.2.3.4.5";
        DoseArchive source = source();
        assertThat(doses(whenRead(source))).isEmpty();
        assertThat(refusal(pairing(Phantom.PLAN, "", "", "the first"), ANNA)).isEqualTo(Why.INCOMPLETE);

        worklist().decide(pairing(Phantom.PLAN, "", "", "Procedure/c1"), ANNA);
        clock.pass(Duration.ofMinutes(2));

        assertThat(doses(until(source, all -> !doses(all).isEmpty())))
                .singleElement()
                .satisfies(dose -> {
                    assertThat(dose.getPartOfFirstRep().getReference()).isEqualTo("Procedure/c1");
                    assertThat(dose.getStatus()).isEqualTo(ObservationStatus.PRELIMINARY);
                });
    }

    /** Its plan reference is missing: the objects that were found are listed for a physicist. */
    @ParameterizedTest
    @ValueSource(strings = {Phantom.STRUCTURES, ""})
    void aDoseWithoutItsPlanIsPairedByHand(String structures) throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.dose().without(0x300C0002);
        archive.with(phantom);
        DoseArchive source = source();
        assertThat(doses(whenRead(source))).isEmpty();
        assertThat(page()).contains("Plan and structure set of this dose", "<li><code>" + Phantom.PLAN);
        assertThat(refusal(pairing(Phantom.DOSE, "", Phantom.STRUCTURES, ""), ANNA))
                .isEqualTo(Why.INCOMPLETE);

        worklist().decide(pairing(Phantom.DOSE, Phantom.PLAN, structures, ""), ANNA);
        clock.pass(Duration.ofMinutes(2));

        assertThat(doses(until(source, all -> !doses(all).isEmpty())))
                .singleElement()
                .satisfies(dose -> {
                    assertThat(dose.getValueQuantity().getValue().doubleValue()).isBetween(29.5, 30.0);
                    assertThat(dose.getNote()).anyMatch(note -> note.getText().equals("PAIRED_BY_HAND"));
                });
    }

    @Test
    void thePageShowsTheDoseWithItsRangeFlagsAndDecision() throws Exception {
        archive.with(ArchiveReadingTests.treated(new Phantom().organ("ThecalSac", Phantom.cylinder(8, -40, 4, 2))));
        whenRead(source());

        String before = page();
        assertThat(before)
                .contains("1 to decide", Phantom.PLAN, "ThecalSac", "at least ", "The contour ends within the field")
                .contains(patient().substring(0, 12))
                .containsPattern("<td class=\"number\">[0-9.]+ to [0-9.]+</td>");
        decide("refuse", 0, "<b>not</b> this one", ANNA);

        assertThat(page())
                .contains("0 to decide", "Refused", "by anna", "&lt;b&gt;not&lt;/b&gt; this one")
                .doesNotContain("<b>");
    }

    @Test
    void everyInputOfThePageHasItsLabelAndNoScriptIsNeeded() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        uid = "1.2.3.4.5";
        whenRead(source());
        String page = page();

        List<String> inputs = Pattern.compile("<input id=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map((MatchResult input) -> input.group(1))
                .toList();
        assertThat(inputs).hasSize(4).doesNotHaveDuplicates();
        assertThat(inputs).allSatisfy(id -> assertThat(page).contains("<label for=\"" + id + "\">"));
        assertThat(page).doesNotContain("<script").contains("name=\"color-scheme\" content=\"light dark\"");
    }

    @Test
    void thePageIsSearchedByTheBeginningOfAUid() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        whenRead(source());
        DosePage page = new DosePage(
                database.store(clock),
                SEAL,
                () -> DoseContent.of(Content.at(Path.of("."))).words(),
                clock);

        assertThat(page.page(ANNA, "1.2.3", "")).contains("ThecalSac");
        assertThat(page.page(ANNA, "9", "")).contains("No dose is kept.");
    }
}
