package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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

/** An archive, a record that asks about it, and the worklist of its doses. */
abstract class AtTheWorklist {

    static final AskSeal SEAL = new AskSeal("a key of thirty-two characters or more");
    static final String ANNA = "anna";
    static final String OTTO = "otto";

    final Hands clock = new Hands();
    final FakeArchive archive = new FakeArchive();
    final List<AutoCloseable> open = new ArrayList<>(List.of(archive));
    final Path folder;
    ArchiveDatabase database = new ArchiveDatabase("H2");
    String uid = Phantom.PLAN;
    int fractions = 10;
    String birthDate = "1950-01-01";

    @Nullable
    String issuer = "SITE";

    String slash = "";
    AskSeal seal = SEAL;

    AtTheWorklist(Path folder) throws IOException {
        this.folder = folder;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    DoseArchive source() {
        Duration deadline = Duration.ofSeconds(20);
        ArchiveSettings settings = new ArchiveSettings(
                URI.create(archive.base() + slash),
                Map.of(),
                Map.of("mrn", new IdentifierSettings("urn:mrn", issuer)),
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
        ArchiveWorker worker = new ArchiveWorker(store, reading, seal, settings, clock);
        DoseArchive source = new DoseArchive(store, worker, seal, settings, clock);
        open.addAll(0, List.of(source, worker));
        return source;
    }

    List<Resource> record() {
        FhirJson json = new FhirJson(R4.context());
        return List.of(
                json.read("{\"resourceType\": \"Patient\", \"id\": \"p1\", \"birthDate\": \"" + birthDate
                        + "\", \"identifier\": [{\"system\": \"urn:mrn\", \"value\": \"PATIENT1\"}]}"),
                json.read(
                        """
                        {"resourceType": "Procedure", "id": "c1", "status": "completed",
                         "subject": {"reference": "Patient/p1"},
                         "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:%s"}], "extension": [{
                         "url": "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-radiotherapy-dose-delivered-to-volume",
                         "extension": [{"url": "fractionsDelivered", "valueUnsignedInt": %d},
                           {"url": "totalDoseDelivered", "valueQuantity": {"value": 3000, "code": "cGy"}}]}]}"""
                                .formatted(uid, fractions)));
    }

    List<Resource> call(DoseArchive source) throws Exception {
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

    static List<Observation> doses(List<Resource> offered) {
        return offered.stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .toList();
    }

    static Task task(List<Resource> offered) {
        return offered.stream()
                .filter(Task.class::isInstance)
                .map(Task.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Asks until the answer is as a test waits for. */
    List<Resource> until(DoseArchive source, Predicate<List<Resource>> isSo) throws Exception {
        List<Resource> offered = call(source);
        for (int look = 0; look < 400 && !isSo.test(offered); look++) {
            Thread.sleep(50);
            offered = call(source);
        }
        assertThat(isSo.test(offered)).isTrue();
        return offered;
    }

    List<Resource> whenRead(DoseArchive source) throws Exception {
        return until(source, offered -> task(offered).getStatus() == Task.TaskStatus.COMPLETED);
    }

    DoseWorklist worklist() {
        return new DoseWorklist(database.store(clock), SEAL, clock);
    }

    String patient() {
        return patients().get(0);
    }

    List<String> patients() {
        return database.client()
                .sql("select patient from archive_patient order by patient")
                .query(String.class)
                .list();
    }

    KeptRegion region() {
        return KeptRegion.of(database.store(clock).of(patient()).orElseThrow().lines())
                .get(0);
    }

    DoseForm form(String act, int place, String reason, String user) {
        return new DoseForm(
                act,
                patient(),
                region().subject(),
                place,
                region().numbers(),
                reason,
                "",
                "",
                "",
                SEAL.formToken(user));
    }

    void decide(String act, int place, String reason, String user) {
        worklist().decide(form(act, place, reason, user), user);
    }

    Why refusal(DoseForm form, String user) {
        return catchThrowableOfType(JudgementRefused.class, () -> worklist().decide(form, user))
                .why();
    }

    String page() {
        return page("", 0);
    }

    String page(String sought, int from) {
        return new DosePage(
                        database.store(clock),
                        SEAL,
                        () -> DoseContent.of(Content.at(Path.of("."))).words(),
                        clock)
                .page(ANNA, sought, from, "");
    }

    static List<String> told(List<Resource> offered) {
        return task(offered).getOutput().stream()
                .map(output -> output.getType().getText())
                .toList();
    }

    void rename(String changed) {
        switch (changed) {
            case "birthDate" -> birthDate = "1950-01-01";
            case "issuer" -> issuer = null;
            case "base" -> slash = "/";
            default -> seal = new AskSeal("another key of thirty-two characters or more");
        }
    }

    DoseForm pairing(String named, String rtplan, String rtstruct, String course) {
        return new DoseForm(
                "pair",
                patient(),
                DoseWorklist.subject(named),
                0,
                "",
                "by the treatment record",
                rtplan,
                rtstruct,
                course,
                SEAL.formToken(ANNA));
    }
}
