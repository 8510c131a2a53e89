package org.spinecds.patientdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.spinecds.TestClient;
import org.spinecds.content.Guidelines;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.PrefetchValue;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.observability.EhrMeters;
import org.spinecds.observability.EhrNames;
import org.spinecds.patientdata.RecordSource.Need;
import org.spinecds.security.AddressCheck;
import org.spinecds.security.FhirServerAllowList;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

/** A further source is a class and a bean; deadline, completeness, copies and other patients are the gatherer's. */
class RecordSourceTests {

    private static final String PART = "doseArchive";
    private static final Duration DEADLINE = Duration.ofMillis(900);
    private static final FhirServerSettings SETTINGS = new FhirServerSettings(
            List.of("http://localhost:*"),
            true,
            false,
            DEADLINE,
            Duration.ofMillis(500),
            5,
            DataSize.ofKilobytes(100),
            16);

    private final FhirJson fhir = new FhirJson(FhirContext.forR4Cached());
    private final Map<String, PrefetchValue> prefetch = new LinkedHashMap<>(Map.of(
            "patient", present("{\"resourceType\": \"Patient\", \"id\": \"p1\"}"),
            "procedures", present(searchset(course("r1")))));
    private final ServiceDefinition service = new ServiceDefinition(
            "doses",
            "order-select",
            "",
            "",
            null,
            new LinkedHashMap<>(Map.of(
                    "patient", "Patient/{{context.patientId}}",
                    "procedures", "Procedure?patient={{context.patientId}}")),
            Set.of(),
            Guidelines.of("None", "doses", "[\"Task\"]"),
            "None");
    private final ExecutorService readers = Executors.newCachedThreadPool();
    private final CountDownLatch testIsOver = new CountDownLatch(1);

    @AfterEach
    void stop() {
        testIsOver.countDown();
        readers.shutdownNow();
    }

    /** One read for each course that is known, as an archive of doses would offer it. */
    private final class Archive implements RecordSource {

        private final Need need;
        private final Callable<List<Resource>> doses;
        private final List<String> asked = new ArrayList<>();

        private Archive(Need need, Callable<List<Resource>> doses) {
            this.need = need;
            this.doses = doses;
        }

        @Override
        public List<Read> reads(Question question) {
            return question.known().stream()
                    .filter(Procedure.class::isInstance)
                    .map(course -> new Read(PART, course.getIdPart(), need, readers, () -> {
                        asked.add(course.getIdPart());
                        return doses.call();
                    }))
                    .toList();
        }
    }

    @Test
    void isAskedByTheServiceWhereItIsABean() {
        Archive archive = new Archive(Need.WELCOME, () -> List.of(dose("d1", "p1", "2026-01-01", 1)));
        new ApplicationContextRunner()
                .withUserConfiguration(PatientDataConfiguration.class)
                .withBean(FhirServerSettings.class, () -> SETTINGS)
                .withBean(FhirJson.class, () -> fhir)
                .withBean(AddressCheck.class, () -> new AddressCheck(false, true))
                .withBean(
                        EhrMeters.class,
                        () -> new EhrMeters(
                                new SimpleMeterRegistry(),
                                new EhrNames(new FhirServerAllowList(List.of(), true), List.of())))
                .withBean(Archive.class, () -> archive)
                .run(context -> assertThat(new PatientData(context.getBean(PatientDataGatherer.class)
                                        .gather(service, request(), Reading.EVERYTHING))
                                .all(Observation.class))
                        .hasSize(1));
    }

    @Test
    void addsToTheRecordAndIsAskedOnceForEachCourse() {
        Archive archive = new Archive(Need.NEEDED, () -> List.of(dose("d1", "p1", "2026-01-01", 1)));

        PatientData data = gather(archive);

        assertThat(data.all()).hasSize(3);
        assertThat(archive.asked).containsExactly("r1");
    }

    @Test
    void isAskedAgainWithTheRecordThatAnotherSourceRead() {
        Archive archive = new Archive(Need.NEEDED, () -> List.of(dose("d1", "p1", "2026-01-01", 1)));
        RecordSource secondCourse = question -> List.of(
                new RecordSource.Read("courses", "", Need.NEEDED, readers, () -> List.of(resource(course("r2")))));

        gather(archive, secondCourse);

        assertThat(archive.asked).containsExactlyInAnyOrder("r1", "r2");
    }

    @Test
    void answersAQueryThatNoOtherSourceCan() {
        prefetch.remove("procedures");
        assertThat(refused().getMessage()).contains("procedures (not in the prefetch)");

        RecordSource other = question -> question.open().keySet().stream()
                .map(part ->
                        new RecordSource.Read(part, "", Need.NEEDED, readers, () -> List.of(resource(course("r1")))))
                .toList();

        assertThat(gather(other).all(Procedure.class)).hasSize(1);
    }

    @Test
    void countsTheSameResourceOnceAndTheNewest() {
        prefetch.put("procedures", present(searchset(course("r1", "2026-03-01", "completed"))));
        assertThat(gather(giving(Need.NEEDED, course("r1", "2026-02-01", "unknown")))
                        .all(Procedure.class))
                .singleElement()
                .satisfies(one -> assertThat(one.getStatus().toCode()).isEqualTo("completed"));
        assertThat(gather(giving(Need.NEEDED, course("r1", "2026-04-01", "unknown")))
                        .all(Procedure.class))
                .singleElement()
                .satisfies(one -> assertThat(one.getStatus().toCode()).isEqualTo("unknown"));
    }

    @Test
    void thatIsNeededAndFailsLeavesTheDataUnavailable() {
        assertThat(refused(new Archive(Need.NEEDED, () -> {
                            throw new ReadFailed("the archive does not answer");
                        }))
                        .getMessage())
                .contains(PART + " (the archive does not answer)");
        assertThat(refused(new Archive(Need.NEEDED, () -> {
                            throw new IllegalStateException("of p1");
                        }))
                        .getMessage())
                .contains(PART + " (reading it failed)");
        readers.shutdownNow();
        assertThat(refused(new Archive(Need.NEEDED, List::of)).unread()).containsExactly(PART);
    }

    @Test
    void thatIsNeededAndLateLeavesTheDataUnavailableAtTheDeadline() {
        long start = System.nanoTime();

        assertThat(refused(late(Need.NEEDED)).getMessage()).contains(PART + " (no answer in time)");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(DEADLINE, DEADLINE.plusSeconds(1));
    }

    @Test
    void thatIsWelcomeAndFailsOrIsLateIsLeftOut() {
        assertThat(gather(new Archive(Need.WELCOME, () -> {
                            throw new ReadFailed("the archive does not answer");
                        }))
                        .all())
                .hasSize(2);
        long start = System.nanoTime();
        assertThat(gather(late(Need.WELCOME)).all()).hasSize(2);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
    }

    @Test
    void resourcesOfAnotherPatientAreNeverHandedOn() {
        assertThat(refused(giving(Need.NEEDED, json(dose("d1", "p9", "2026-01-01", 1))))
                        .getMessage())
                .contains(PART + " (resources of another patient that Patient.link does not name)");
        assertThat(gather(giving(Need.WELCOME, json(dose("d1", "p9", "2026-01-01", 1))))
                        .all())
                .hasSize(2);
    }

    /** Only a source that makes it for the service may give a type that the guideline names as its own. */
    @Test
    void aResourceThatTheServiceGivesItselfIsTakenFromNoOther() {
        String task = "{\"resourceType\": \"Task\", \"id\": \"state\", \"status\": \"failed\"}";
        Archive ofAnEhr = giving(Need.NEEDED, task);
        RecordSource own = new RecordSource() {

            @Override
            public List<Read> reads(Question question) {
                return List.of(new Read("state", "", Need.WELCOME, null, () -> List.of(resource(task))));
            }

            @Override
            public Set<String> makes() {
                return Set.of("Task");
            }
        };

        assertThat(gather(ofAnEhr).all(Task.class)).isEmpty();
        assertThat(ofAnEhr.asked).isNotEmpty();
        assertThat(gather(own).all(Task.class)).hasSize(1);
    }

    private Archive giving(Need need, String resource) {
        return new Archive(need, () -> List.of(resource(resource)));
    }

    private Archive late(Need need) {
        return new Archive(need, () -> {
            testIsOver.await(20, TimeUnit.SECONDS);
            return List.of();
        });
    }

    private PatientData gather(RecordSource... sources) {
        return new PatientData(
                new PatientDataGatherer(DEADLINE, List.of(sources)).gather(service, request(), Reading.EVERYTHING));
    }

    private PatientDataUnavailable refused(RecordSource... sources) {
        return catchThrowableOfType(PatientDataUnavailable.class, () -> gather(sources));
    }

    private HookRequest request() {
        return new HookRequest(
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
    }

    private Observation dose(String id, String patient, String lastUpdated, int value) {
        return (Observation) resource("{\"resourceType\": \"Observation\", \"id\": \"" + id
                + "\", \"meta\": {\"lastUpdated\": \"" + lastUpdated
                + "T00:00:00Z\"}, \"subject\": {\"reference\": \"Patient/"
                + patient + "\"}, \"valueInteger\": " + value + "}");
    }

    private static String json(Resource resource) {
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(resource);
    }

    private Resource resource(String json) {
        return fhir.read(json);
    }

    private PrefetchValue present(String json) {
        return new PrefetchValue.Present(new FhirJson(FhirContext.forR4Cached()).read(json));
    }

    private static String course(String id) {
        return course(id, "2026-01-01", "completed");
    }

    private static String course(String id, String lastUpdated, String status) {
        return "{\"resourceType\": \"Procedure\", \"id\": \"" + id + "\", \"meta\": {\"lastUpdated\": \"" + lastUpdated
                + "T00:00:00Z\"}, \"status\": \"" + status + "\", \"subject\": {\"reference\": \"Patient/p1\"}}";
    }

    private static String searchset(String resource) {
        return "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"entry\": [{\"resource\": " + resource + "}]}";
    }
}
