package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.TestClient;
import org.spinecds.archive.ArchiveSettings.IdentifierSettings;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.content.Guidelines;
import org.spinecds.dose.DicomItem;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.R4;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.PrefetchValue;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.organdose.DoseContent;
import org.spinecds.patientdata.PatientData;
import org.spinecds.patientdata.PatientDataGatherer;
import org.springframework.util.unit.DataSize;

/** A call gets the doses that are kept as Observations of its courses, and the state of the archive as a Task. */
class DoseArchiveTests {

    private static final String STATISTIC = "http://spinecds.org/fhir/CodeSystem/rt-dose-statistic";
    private static final AskSeal SEAL = new AskSeal("a key of thirty-two characters or more");

    private final FhirJson fhir = new FhirJson(R4.context());
    private final Hands clock = new Hands();
    private final FakeArchive archive = new FakeArchive();
    private final ArchiveDatabase database = new ArchiveDatabase("H2");
    private final Path folder;
    private final List<Instance> instances = new ArrayList<>();
    private final List<String> record = new ArrayList<>();
    private final List<String> maxima = new ArrayList<>();
    private String patient = patient("urn:mrn", "PATIENT1", "1950-01-01");

    DoseArchiveTests(@TempDir Path folder) throws IOException {
        this.folder = folder;
        record.add(course("c1", Phantom.PLAN, 10));
    }

    /** An instance: a worker and a source on the database of the test. */
    private record Instance(ArchiveWorker worker, DoseArchive source) implements AutoCloseable {

        @Override
        public void close() {
            source.close();
            worker.close();
        }
    }

    @AfterEach
    void close() {
        archive.close();
        instances.forEach(Instance::close);
    }

    private ArchiveSettings settings(Duration budget, Duration deadline) {
        return new ArchiveSettings(
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
    }

    private Instance instance() {
        return instance(Duration.ofSeconds(5), Duration.ofSeconds(20), database.store(clock));
    }

    private Instance instance(Duration budget, Duration deadline, DoseStore store) {
        return instance(budget, deadline, store, ProposedSettings::content);
    }

    private Instance instance(Duration budget, Duration deadline, DoseStore store, Supplier<DoseContent> content) {
        ArchiveSettings settings = settings(budget, deadline);
        DicomWeb client = new DicomWeb(archive.base(), Map.of(), Duration.ofSeconds(1), deadline);
        ArchiveReading reading = new ArchiveReading(client, settings, ProposedSettings::all, Map::of);
        ArchiveWorker worker = new ArchiveWorker(store, reading, SEAL, settings, clock);
        Instance instance = new Instance(worker, new DoseArchive(store, worker, SEAL, settings, content, clock));
        instances.add(instance);
        return instance;
    }

    private static String patient(String system, String value, String birthDate) {
        return ("{\"resourceType\": \"Patient\", \"id\": \"p1\", \"birthDate\": \"" + birthDate
                + "\", \"identifier\": [{\"system\": \"" + system + "\", \"value\": \"" + value + "\"}]}");
    }

    private static String course(String id, String uid, int fractions) {
        return """
               {"resourceType": "Procedure", "id": "%s", "status": "completed", "subject": {"reference": "Patient/p1"},
                "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:%s"}], "extension": [{
                "url": "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-radiotherapy-dose-delivered-to-volume",
                "extension": [{"url": "fractionsDelivered", "valueUnsignedInt": %d},
                  {"url": "totalDoseDelivered", "valueQuantity": {"value": 3000, "code": "cGy"}}]}]}"""
                .formatted(id, uid, fractions);
    }

    private PatientData gather(Instance instance) {
        Map<String, PrefetchValue> prefetch = new LinkedHashMap<>();
        prefetch.put("patient", new PrefetchValue.Present(fhir.read(patient)));
        prefetch.put("record", searchset(ofType("Procedure")));
        prefetch.put("plans", searchset(ofType("ServiceRequest")));
        prefetch.put("doses", searchset(maxima));
        ServiceDefinition service = new ServiceDefinition(
                "doses",
                "order-select",
                "",
                "",
                null,
                new LinkedHashMap<>(Map.of(
                        "patient", "Patient/{{context.patientId}}",
                        "record", "Procedure?patient={{context.patientId}}",
                        "plans", "ServiceRequest?patient={{context.patientId}}",
                        "doses", "Observation?patient={{context.patientId}}")),
                Set.of(),
                Guidelines.of("None", "doses"),
                "None");
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
                prefetch,
                null);
        return new PatientData(new PatientDataGatherer(Duration.ofSeconds(10), List.of(instance.source()))
                .gather(service, request, Reading.EVERYTHING));
    }

    private List<String> ofType(String type) {
        return record.stream()
                .filter(one -> one.contains("\"resourceType\": \"" + type + "\""))
                .toList();
    }

    private PrefetchValue searchset(List<String> resources) {
        return new PrefetchValue.Present(
                fhir.read("{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"entry\": ["
                        + String.join(
                                ",",
                                resources.stream()
                                        .map(one -> "{\"resource\": " + one + "}")
                                        .toList())
                        + "]}"));
    }

    private static Task task(PatientData data) {
        List<Task> tasks = data.all(Task.class);
        assertThat(tasks).hasSize(1);
        return tasks.get(0);
    }

    private static List<String> outputs(Task task) {
        return task.getOutput().stream()
                .map(one -> one.getType().getText())
                .filter(type -> !type.equals(ArchiveTask.DOSE))
                .toList();
    }

    private static void waitFor(BooleanSupplier isSo) throws InterruptedException {
        boolean is = isSo.getAsBoolean();
        for (int look = 0; look < 800 && !is; look++) {
            Thread.sleep(25);
            is = isSo.getAsBoolean();
        }
        assertThat(is).isTrue();
    }

    private int waiting() {
        return database.store(clock).waiting();
    }

    /** Asks, and has the archive read. */
    private PatientData read(Instance instance) throws InterruptedException {
        gather(instance);
        waitFor(() -> database.everything().contains("STATE=") && waiting() == 0);
        return gather(instance);
    }

    @Test
    void theFirstCallSaysThatTheArchiveIsBeingRead() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));

        PatientData data = gather(instance());

        assertThat(data.all(Observation.class)).isEmpty();
        Task task = task(data);
        assertThat(task.getStatus()).isEqualTo(TaskStatus.INPROGRESS);
        assertThat(task.getFor().getReference()).isEqualTo("Patient/p1");
        assertThat(task.getInput())
                .extracting(input -> ((Reference) input.getValue()).getReference())
                .containsExactly("Procedure/c1");
        waitFor(() -> waiting() == 0);
    }

    @Test
    void theDoseIsAPreliminaryObservationOfTheCourse() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));

        PatientData data = read(instance());

        assertThat(data.all(Observation.class)).singleElement().satisfies(one -> {
            assertThat(one.getStatus()).isEqualTo(Observation.ObservationStatus.PRELIMINARY);
            assertThat(one.getSubject().getReference()).isEqualTo("Patient/p1");
            assertThat(one.getPartOfFirstRep().getReference()).isEqualTo("Procedure/c1");
            assertThat(one.getValueQuantity().getValue().doubleValue()).isBetween(29.5, 30.0);
        });
        assertThat(task(data).getStatus()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task(data).getInput()).isEmpty();
        assertThat(task(data).getOutput()).singleElement().satisfies(output -> {
            assertThat(output.getType().getText()).isEqualTo("dose");
            assertThat(((Reference) output.getValue()).getReference())
                    .isEqualTo(
                            "Observation/" + data.all(Observation.class).get(0).getIdPart());
        });
    }

    @Test
    void aReasonOfACourseIsAnObservationWithoutAValue() throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        phantom.dose().text(0x30040002, "CS", "RELATIVE");
        archive.with(phantom);

        assertThat(read(instance()).all(Observation.class)).singleElement().satisfies(one -> {
            assertThat(one.getDataAbsentReason().getText()).startsWith("UNITS_RELATIVE: ");
            assertThat(one.getPartOfFirstRep().getReference()).isEqualTo("Procedure/c1");
        });
    }

    @Test
    void aDoseOfNoCourseIsToldAndNotOffered() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        record.set(0, course("c1", "1.2.3.4.5", 3));

        PatientData data = read(instance());

        assertThat(data.all(Observation.class)).isEmpty();
        assertThat(outputs(task(data))).containsExactly("COURSE_NOT_FOUND");
        Task.TaskOutputComponent told = task(data).getOutputFirstRep();
        assertThat(told.getExtensionFirstRep()
                        .getExtensionByUrl("instanceUid")
                        .getValue()
                        .primitiveValue())
                .isEqualTo(Phantom.PLAN);
        assertThat(((Quantity) told.getValue()).getValue().doubleValue()).isBetween(29.5, 30.0);
    }

    @Test
    void aPatientWithoutObjectsHasNoObservation() throws Exception {
        PatientData data = read(instance());

        assertThat(data.all(Observation.class)).isEmpty();
        assertThat(outputs(task(data))).containsExactly("NO_DOSE");
    }

    /** The course has the dose of both: that of one bounds it from below. */
    @Test
    void theDosesOfTwoPlansOfOneCourseAreLowerBounds() throws Exception {
        archive.with(Phantom.withSac()).with(Phantom.withSac().asSecond("1.2.3.99"));
        record.set(
                0,
                course("c1", Phantom.PLAN, 20)
                        .replace(
                                "\"identifier\": [",
                                "\"identifier\": [{\"system\": \"urn:dicom:uid\", \"value\": \"urn:oid:" + Phantom.PLAN
                                        + ".2\"}, "));

        assertThat(read(instance()).all(Observation.class))
                .hasSize(2)
                .allMatch(one -> one.getValueQuantity().getComparator() != null);
    }

    /** A plan of no course may be a boost of this one: with other numbers than the plan's, the course had more. */
    @ParameterizedTest
    @CsvSource({"10,false", "15,true"})
    void aPlanThatMayBeAPartOfTheCourseMakesALowerBound(int fractions, boolean isBound) throws Exception {
        archive.with(Phantom.withSac()).with(Phantom.withSac().asSecond("1.2.3.99"));
        record.set(0, course("c1", Phantom.PLAN, fractions));

        PatientData data = read(instance());

        assertThat(data.all(Observation.class)).singleElement().satisfies(one -> assertThat(
                        one.getValueQuantity().getComparator() != null)
                .isEqualTo(isBound));
        assertThat(outputs(task(data))).containsExactly("COURSE_NOT_FOUND");
    }

    /** Nothing was delivered yet, so the planned dose is the highest it can be. */
    @Test
    void theDoseOfAProposedPlanIsBasedOnIt() throws Exception {
        archive.with(Phantom.withSac());
        record.add("{\"resourceType\": \"ServiceRequest\", \"id\": \"plan\", \"status\": \"active\", \"intent\":"
                + " \"filler-order\", \"subject\": {\"reference\": \"Patient/p1\"}, \"extension\": [{\"url\":"
                + " \"http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/codexrt-dicom-reference\","
                + " \"extension\": [{\"url\": \"instanceUid\", \"valueId\": \"" + Phantom.PLAN + "\"}]}]}");
        record.set(0, course("c1", "1.2.3.4.5", 3));

        assertThat(read(instance()).all(Observation.class)).singleElement().satisfies(one -> {
            assertThat(one.getBasedOnFirstRep().getReference()).isEqualTo("ServiceRequest/plan");
            assertThat(one.getPartOf()).isEmpty();
            assertThat(one.getValueQuantity().getComparator()).isNull();
            assertThat(one.getNote().toString()).isNotEmpty();
        });
    }

    @Test
    void aDoseOfTheRecordIsNotJoinedByAnother() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        maxima.add("{\"resourceType\": \"Observation\", \"id\": \"max\", \"status\": \"final\", \"subject\":"
                + " {\"reference\": \"Patient/p1\"}, \"partOf\": [{\"reference\": \"Procedure/c1\"}], \"code\": {\"coding\":"
                + " [{\"system\": \"" + STATISTIC + "\", \"code\": \"D0.03cc\"}]}}");

        PatientData data = gather(instance());

        assertThat(data.all(Observation.class)).hasSize(1);
        assertThat(data.all(Task.class)).isEmpty();
        Thread.sleep(300);
        assertThat(archive.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"urn:other,PATIENT1", "urn:mrn,PAT*", "urn:mrn,PATIENT?", "urn:mrn,''", "urn:mrn,PÄTIENT1"})
    void withoutAnIdentifierOfTheArchiveItIsNotAsked(String system, String value) throws Exception {
        patient = patient(system, value, "1950-01-01");

        Task task = task(gather(instance()));

        assertThat(task.getStatus()).isEqualTo(TaskStatus.REJECTED);
        assertThat(task.getStatusReason().getText()).isEqualTo("NO_IDENTIFIER");
        Thread.sleep(300);
        assertThat(archive.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PATIENT1,1950-01-01,1", "PATIENT1,1950,1", "PATIENT1,1950-01-02,0", "patient1,1950-01-01,0"})
    void thePatientIsTheSameByIdAndBirthDate(String id, String birthDate, int doses) throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        patient = patient("urn:mrn", id, birthDate);

        PatientData data = read(instance());

        assertThat(data.all(Observation.class)).hasSize(doses);
        if (doses == 0) {
            assertThat(outputs(task(data))).contains("OTHER_PATIENT");
            assertThat(data.all(Task.class).toString()).doesNotContain(Phantom.DOSE);
        }
    }

    @Test
    void anArchiveThatFailsIsToldAndAskedAgainAfterAWhile() throws Exception {
        archive.failingToList((exchange, honest) -> FakeArchive.send(exchange, 503, "text/plain", new byte[0]));
        Instance instance = instance();

        Task task = task(read(instance));
        assertThat(task.getStatus()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.getStatusReason().getText()).isEqualTo("NOT_ANSWERED");
        int asked = archive.asked().size();
        gather(instance);
        Thread.sleep(300);
        assertThat(archive.asked()).hasSize(asked);

        archive.failingToList(null).with(ArchiveReadingTests.treated(Phantom.withSac()));
        clock.pass(Duration.ofMinutes(6));
        gather(instance);
        waitFor(() -> gather(instance).all(Observation.class).size() == 1);
    }

    @Test
    void anArchiveThatIsSilentIsGivenUpInTime() throws Exception {
        archive.failingToList((exchange, honest) -> archive.hang());
        Instance instance = instance(Duration.ofSeconds(5), Duration.ofMillis(500), database.store(clock));

        Task task = task(read(instance));

        assertThat(task.getStatus()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.getStatusReason().getText()).isIn("TOO_LATE", "NOT_ANSWERED");
    }

    /** It was not on file when the archive was read: nobody knows yet whether the archive has its dose. */
    @Test
    void aNewCourseIsBeingReadUntilItsQuestionIsAnswered() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        Instance instance = instance();
        read(instance);
        record.add(course("c2", "1.2.3.4.6", 5));

        for (Duration later : List.of(Duration.ZERO, Duration.ofMinutes(2))) {
            clock.pass(later);
            Task task = task(gather(instance));
            assertThat(task.getStatus()).isEqualTo(TaskStatus.INPROGRESS);
            assertThat(task.getInput())
                    .extracting(input -> ((Reference) input.getValue()).getReference())
                    .containsExactly("Procedure/c2");
        }
        waitFor(() -> task(gather(instance)).getStatus() == TaskStatus.COMPLETED);
        assertThat(gather(instance).all(Observation.class)).hasSize(1);
    }

    @Test
    void dosesOfAnotherAlgorithmAreBeingReadAgain() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        Instance instance = instance();
        read(instance);
        database.client().sql("update archive_dose set algorithm = 'older'").update();
        database.client().sql("update archive_patient set found = 'older'").update();
        clock.pass(Duration.ofMinutes(2));

        PatientData between = gather(instance);

        assertThat(between.all(Observation.class)).isEmpty();
        assertThat(task(between).getStatus()).isEqualTo(TaskStatus.INPROGRESS);
        waitFor(() -> gather(instance).all(Observation.class).size() == 1);
    }

    @Test
    void aFaultOfThisServiceIsTold() {
        Instance broken = instance(Duration.ofSeconds(5), Duration.ofSeconds(5), database.store(clock), () -> {
            throw new ContentUnreadable("The content has no thresholds.");
        });

        Task task = task(gather(broken));

        assertThat(task.getStatus()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.getStatusReason().getText()).isEqualTo("FAULT");
        assertThat(task.getInput()).hasSize(1);
    }

    /** A boost of another system has records here and no plan: the number of the other plan is not that of the course. */
    @Test
    void aBoostThatOnlyRecordsNameMakesALowerBound() throws Exception {
        Phantom phantom = ArchiveReadingTests.treated(Phantom.withSac());
        archive.with(phantom.fraction("1.2.3.55", 1, 1, 1));
        record.set(0, course("c1", Phantom.PLAN, 8));

        assertThat(read(instance()).all(Observation.class)).isNotEmpty().allMatch(one -> one.getValueQuantity()
                .hasComparator());
    }

    @ParameterizedTest
    @CsvSource({"RTDOSE", "RTPLAN"})
    void anObjectThatCannotBeReadMakesALowerBound(String modality) throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        archive.with("PATIENT1", modality, "1.2.3.66", unreadable(modality));
        record.set(0, course("c1", Phantom.PLAN, 8));

        assertThat(read(instance()).all(Observation.class)).isNotEmpty().allMatch(one -> one.getValueQuantity()
                .hasComparator());
    }

    private static DicomItem unreadable(String modality) {
        return new DicomItem()
                .text(
                        0x00080016,
                        "UI",
                        modality.equals("RTDOSE") ? "1.2.840.10008.5.1.4.1.1.481.2" : "1.2.840.10008.5.1.4.1.1.481.5")
                .text(0x00100020, "LO", "PATIENT1");
    }

    @Test
    void aCorrectedCourseIsReadAgainBeforeItsDoseCounts() throws Exception {
        archive.with(Phantom.withSac());
        Instance instance = instance();
        double ten = read(instance)
                .all(Observation.class)
                .get(0)
                .getValueQuantity()
                .getValue()
                .doubleValue();
        record.set(0, course("c1", Phantom.PLAN, 5));
        clock.pass(Duration.ofMinutes(2));

        PatientData between = gather(instance);
        assertThat(between.all(Observation.class)).isEmpty();
        assertThat(task(between).getStatus()).isEqualTo(TaskStatus.INPROGRESS);

        waitFor(() -> gather(instance).all(Observation.class).size() == 1);
        assertThat(gather(instance)
                        .all(Observation.class)
                        .get(0)
                        .getValueQuantity()
                        .getValue()
                        .doubleValue())
                .isLessThan(0.6 * ten);
    }

    /** The database hangs: the call goes on after its budget, and says that it does not know. */
    @Test
    void aDatabaseThatHangsHoldsUpNoCall() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Instance instance = instance(Duration.ofMillis(20), Duration.ofSeconds(5), ArchiveDatabase.hanging(over));
        try {
            gather(instance);
            for (int call = 0; call < 20; call++) {
                long begin = System.nanoTime();
                Task task = task(gather(instance));
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
                        .isLessThan(500);
                assertThat(task.getStatus()).isEqualTo(TaskStatus.ONHOLD);
                assertThat(task.getStatusReason().getText()).isEqualTo("NOT_IN_TIME");
            }
        } finally {
            over.countDown();
        }
    }

    /** The call goes on after its budget; the question is put all the same, so that a later call has the dose. */
    @Test
    void aSlowDatabaseIsAskedBesideTheCall() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        Instance slow = instance(Duration.ofMillis(20), Duration.ofSeconds(20), database.slow(Duration.ofMillis(200)));

        assertThat(task(gather(slow)).getStatus()).isEqualTo(TaskStatus.ONHOLD);
        waitFor(() -> database.everything().contains("STATE=") && waiting() == 0);

        assertThat(gather(instance()).all(Observation.class)).hasSize(1);
    }

    /** A dose that nobody could compute to its end is no dose that cannot be read: the next start computes it. */
    @Test
    void aServiceThatStopsWhileItComputesGivesTheQuestionBack() throws Exception {
        Phantom phantom = new Phantom();
        for (String organ : List.of("ThecalSac", "SpinalCanal", "SpinalCord", "SpinalCord_PRV", "CaudaEquina")) {
            phantom.organ(organ, Phantom.cylinder(28, -40, 40, 1));
        }
        archive.with(phantom);
        Instance instance = instance();
        gather(instance);
        waitFor(() -> archive.retrieved() == 3);
        Thread.sleep(200);

        instance.close();

        DoseStore store = database.store(clock);
        KeptDoses kept = store.of(database.client()
                        .sql("select patient from archive_patient")
                        .query(String.class)
                        .single())
                .orElseThrow();
        assertThat(kept.lines()).isEmpty();
        assertThat(kept.state()).isEqualTo(KeptDoses.State.WAITING);
        assertThat(store.claim(Duration.ofMinutes(1))).isPresent();
    }

    @Test
    void dosesThatNoCallAskedAboutAreForgottenWhateverStandsInTheFolder() throws Exception {
        Path stranger = Files.createFile(folder.resolve("spinecds-archive-1"));
        Files.setLastModifiedTime(stranger, FileTime.fromMillis(0));
        Instance instance = instance();
        gather(instance);
        waitFor(() -> database.everything().contains("STATE=") && waiting() == 0);

        clock.pass(Duration.ofDays(2));
        instance.worker().start();

        waitFor(() -> database.everything().equals("[][]"));
        assertThat(stranger).exists();
    }

    @Test
    void twoInstancesComputeADoseOnce() throws Exception {
        archive.with(ArchiveReadingTests.treated(Phantom.withSac()));
        Instance first = instance();
        Instance second = instance();
        first.worker().start();
        second.worker().start();

        for (int call = 0; call < 10; call++) {
            gather(call % 2 == 0 ? first : second);
        }
        waitFor(() -> gather(second).all(Observation.class).size() == 1);
        waitFor(() -> waiting() == 0);

        assertThat(archive.retrieved()).isEqualTo(13);
        assertThat(gather(first).all(Observation.class)).hasSize(1);
    }
}
