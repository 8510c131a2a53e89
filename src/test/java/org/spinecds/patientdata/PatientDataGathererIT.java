package org.spinecds.patientdata;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ca.uhn.fhir.context.FhirContext;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.spinecds.TestClient;
import org.spinecds.content.Content;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.PrefetchValue;
import org.spinecds.hook.ServiceCatalog;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.mapping.LocalCodes;
import org.spinecds.observability.EhrMeters;
import org.spinecds.observability.EhrNames;
import org.spinecds.security.AddressCheck;
import org.spinecds.security.FhirServerAllowList;
import org.spinecds.security.FhirServerNotAllowed;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.util.unit.DataSize;

@Tag("alone")
class PatientDataGathererIT {

    private static final String TOKEN = "token-nobody-may-see";
    private static final String EMPTY = bundle("");
    private static final String CONDITION = condition("c1", "p1");

    private final FhirJson fhir = new FhirJson(FhirContext.forR4Cached());
    private final ServiceDefinition service = ServiceCatalog.from(
                    Content.at(null), LocalCodes.in(null, FhirContext.forR4Cached()))
            .service("spine-recurrence-order-select")
            .orElseThrow();
    private final WireMockServer ehr = new WireMockServer(options().dynamicPort());
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Map<String, PrefetchValue> prefetch = new LinkedHashMap<>();
    private final Bundle drafts = new Bundle();

    private final FhirServers servers = new FhirServers(
            fhir,
            new AddressCheck(false, true),
            new EhrMeters(
                    new SimpleMeterRegistry(),
                    new EhrNames(new FhirServerAllowList(List.of("http://localhost:*"), true), List.of())),
            new FhirServerSettings(
                    List.of("http://localhost:*"),
                    true,
                    false,
                    Duration.ofMillis(1200),
                    Duration.ofMillis(500),
                    5,
                    DataSize.ofKilobytes(100),
                    16));
    private final PatientDataGatherer gatherer = new PatientDataGatherer(Duration.ofMillis(1200), List.of(servers));

    @BeforeAll
    static void theFirstReadIsNotMeasured() {
        new FhirJson(FhirContext.forR4Cached()).warmUp();
    }

    @BeforeEach
    void startTheEhr() {
        ehr.start();
        answers("Patient/p1", "{\"resourceType\": \"Patient\", \"id\": \"p1\"}");
        for (String type : List.of("Condition", "Procedure", "BodyStructure", "ServiceRequest", "Encounter")) {
            answers(type, EMPTY);
        }
        answers("Observation", EMPTY);
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
        logs.getLogger("org.eclipse.jetty").setLevel(Level.OFF);
        logs.getLogger("wiremock").setLevel(Level.OFF);
        logged.start();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(logged);
    }

    @AfterEach
    void nothingSecretWasLogged() {
        LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(logged);
        logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        servers.close();
        ehr.stop();
        assertThat(List.copyOf(logged.list))
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(message -> message.contains(TOKEN) || message.contains("p1"));
    }

    @Nested
    class FromTheServer {

        @Test
        void everythingIsReadWithTheTokenOfTheCall() {
            answers("Condition", bundle(CONDITION));

            PatientData data = gather();

            assertThat(data.all(Condition.class)).hasSize(1);
            assertThat(data.all(Patient.class)).hasSize(1);
            ehr.verify(10, getRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + TOKEN)));
            ehr.verify(10, getRequestedFor(anyUrl()).withHeader("Accept", equalTo("application/fhir+json")));
            ehr.verify(getRequestedFor(urlPathEqualTo("/fhir/Observation"))
                    .withQueryParam("code", matching("http://loinc.org\\|89247-1,.*conus-level"))
                    .withQueryParam("patient", equalTo("p1")));
        }

        @Test
        void anEmptyTokenIsNotSent() {
            gatherer.gather(service, request("", base()), Reading.EVERYTHING);

            ehr.verify(10, getRequestedFor(anyUrl()).withHeader("Authorization", absent()));
        }

        @Test
        void allPagesAreRead() {
            answers("Condition", page(CONDITION, base() + "/next?page=2|x"));
            answers("next", page(condition("c2", "p1"), "next?page=3"), "page", "2|x");
            answers("next", bundle(condition("c3", "p1")), "page", "3");

            assertThat(gather().all(Condition.class))
                    .extracting(condition -> condition.getIdElement().getIdPart())
                    .containsExactly("c1", "c2", "c3");
        }

        @Test
        void anotherPatientsResourceLeavesTheDataUnavailable() {
            answers("Condition", bundle(CONDITION + "," + condition("c2", "someone-else")));

            assertThatThrownBy(this::gatherAll)
                    .isInstanceOf(PatientDataUnavailable.class)
                    .hasMessageContaining("conditions (resources of another patient that Patient.link does not name)");
        }

        @Test
        void aSubjectThatPatientLinkNamesIsThePatient() {
            answers(
                    "Patient/p1",
                    "{\"resourceType\": \"Patient\", \"id\": \"p1\", \"link\":"
                            + " [{\"other\": {\"reference\": \"Patient/old\"}, \"type\": \"replaces\"}]}");
            answers("Condition", bundle(CONDITION + "," + condition("c2", "old")));

            assertThat(gather().all(Condition.class)).hasSize(2);
        }

        @Test
        void aRecordThatGoesOnUnderAnotherIdLeavesTheDataUnavailable() {
            answers(
                    "Patient/p1",
                    "{\"resourceType\": \"Patient\", \"id\": \"p1\", \"link\":"
                            + " [{\"other\": {\"reference\": \"Patient/p9\"}, \"type\": \"replaced-by\"}]}");

            assertThatThrownBy(this::gatherAll)
                    .isInstanceOf(PatientDataUnavailable.class)
                    .hasMessageContaining("patient (Patient.link says that another record replaces this one)");
        }

        private void gatherAll() {
            gather();
        }

        @Test
        void aRemarkInTheAnswerIsNoFailure() {
            answers("Condition", bundle(CONDITION + "," + outcome("warning")));

            assertThat(gather().all(Condition.class)).hasSize(1);
        }

        @Test
        void aServerThatIsBusyOnceIsAskedAgain() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Condition"))
                    .inScenario("busy")
                    .whenScenarioStateIs(Scenario.STARTED)
                    .willReturn(aResponse().withStatus(503))
                    .willSetStateTo("awake"));
            ehr.stubFor(get(urlPathEqualTo("/fhir/Condition"))
                    .inScenario("busy")
                    .whenScenarioStateIs("awake")
                    .willReturn(json(bundle(CONDITION))));

            assertThat(gather().all(Condition.class)).hasSize(1);
        }

        @Test
        void aConnectionThatBreaksOnceIsMadeAgain() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Condition"))
                    .inScenario("broken")
                    .whenScenarioStateIs(Scenario.STARTED)
                    .willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE))
                    .willSetStateTo("whole"));
            ehr.stubFor(get(urlPathEqualTo("/fhir/Condition"))
                    .inScenario("broken")
                    .whenScenarioStateIs("whole")
                    .willReturn(json(bundle(CONDITION))));

            assertThat(gather().all(Condition.class)).hasSize(1);
        }
    }

    @Nested
    class AServerThatCannotBeReliedOn {

        @Test
        void thatIsSlowIsGivenUpAtTheDeadline() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Procedure"))
                    .willReturn(json(EMPTY).withFixedDelay(5000)));

            long start = System.nanoTime();
            unavailable("procedures");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
        }

        @Test
        void thatDribblesIsGivenUpAtTheDeadline() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Procedure"))
                    .willReturn(json(EMPTY).withChunkedDribbleDelay(20, 8000)));

            long start = System.nanoTime();
            unavailable("procedures");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
        }

        @Test
        void thatFailsLeavesTheDataUnavailable() {
            for (int status : List.of(500, 502, 503, 401, 429, 204, 201)) {
                ehr.stubFor(get(urlPathEqualTo("/fhir/Procedure"))
                        .willReturn(aResponse().withStatus(status).withBody(EMPTY)));
                assertThat(unavailable("procedures").getMessage()).contains("procedures (answered " + status + ")");
            }
        }

        @Test
        void thatRefusesWhatIsOnlyWelcomeIsAnsweredWithoutIt() {
            refuses("CareTeam", 403);
            answers("Goal", "garbage");

            assertThat(gather().all()).noneMatch(resource -> resource.fhirType().equals("CareTeam"));
        }

        @Test
        void thatIsSlowWithWhatIsOnlyWelcomeIsNotWaitedFor() {
            ehr.stubFor(
                    get(urlPathEqualTo("/fhir/CareTeam")).willReturn(json(EMPTY).withFixedDelay(5000)));

            long start = System.nanoTime();
            gather();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
        }

        @Test
        void thatRefusesThePatientLeavesTheDataUnavailable() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Patient/p1"))
                    .willReturn(aResponse().withStatus(404)));

            unavailable("patient");
        }

        @Test
        void thatAnswersGarbageLeavesTheDataUnavailable() {
            for (String garbage : List.of(
                    "<html>not fhir</html>",
                    "{\"resourceType\": \"Bundle\"",
                    "{}",
                    "",
                    outcome("warning"),
                    CONDITION,
                    bundle(outcome("error")),
                    bundle(outcome("fatal")),
                    bundle(CONDITION),
                    "{\"resourceType\": \"Bundle\", \"entry\": [{\"fullUrl\": \"http://x/Procedure/1\"}]}",
                    "{\"resourceType\": \"Bundle\", \"total\": 3}",
                    bundle("{\"resourceType\": \"Procedure\", \"id\": \"1\", \"performedDateTime\": \"spring\"}"),
                    bundle("{\"resourceType\": \"Procedure\", \"id\": \"1\", \"note\": [{\"text\": \""
                            + "x".repeat(200_000) + "\"}]}"))) {
                answers("Procedure", garbage);
                unavailable("procedures");
            }
        }

        @Test
        void thatRedirectsIsNotFollowed() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Procedure"))
                    .willReturn(aResponse().withStatus(302).withHeader("Location", base() + "/elsewhere")));
            answers("elsewhere", EMPTY);

            unavailable("procedures");
            ehr.verify(0, getRequestedFor(urlPathEqualTo("/fhir/elsewhere")));
        }

        @Test
        void thatLinksToAnotherServerIsNotFollowed() {
            WireMockServer other = new WireMockServer(options().dynamicPort());
            other.start();
            answers("Condition", page(CONDITION, "http://localhost:" + other.port() + "/fhir/Condition?page=2"));

            unavailable("conditions");
            assertThat(other.getAllServeEvents()).isEmpty();
            other.stop();
        }

        @Test
        void thatNeverEndsItsPagesIsGivenUp() {
            answers("Condition", page(CONDITION, base() + "/Condition?patient=p1"));
            unavailable("conditions");

            for (int n = 1; n < 8; n++) {
                answers("next", page(CONDITION, base() + "/next?page=" + (n + 1)), "page", String.valueOf(n));
            }
            answers("Condition", page(CONDITION, base() + "/next?page=1"));
            unavailable("conditions");
        }

        @Test
        void thatIsNotThereLeavesEverythingUnavailable() {
            HookRequest request = request(TOKEN, base());
            ehr.stop();

            assertThat(catchThrowableOfType(
                                    PatientDataUnavailable.class,
                                    () -> gatherer.gather(service, request, Reading.EVERYTHING))
                            .unread())
                    .hasSize(8);
        }

        @Test
        void thatIsNotAllowedIsNotAsked() {
            assertThatExceptionOfType(FhirServerNotAllowed.class)
                    .isThrownBy(() -> gatherer.gather(
                            service, request(TOKEN, URI.create("http://127.0.0.1/fhir")), Reading.EVERYTHING));
        }
    }

    @Nested
    class TheAccessLent {

        @Test
        void thatHasExpiredIsNotTried() {
            PatientDataUnavailable fact = refused(new FhirAuthorization(TOKEN, "Bearer", 0, null, null, null));

            assertThat(fact.getMessage()).contains("the access token has expired");
            ehr.verify(0, getRequestedFor(anyUrl()));
        }

        @Test
        void thatDoesNotCoverAResourceIsNotTriedForIt() {
            PatientDataUnavailable fact = refused(new FhirAuthorization(
                    TOKEN,
                    "Bearer",
                    300,
                    "launch patient/Patient.r patient/Condition.read patient/Observation.rs patient/Procedure.c"
                            + " patient/BodyStructure.* patient/Encounter.s patient/ServiceRequest.rs",
                    null,
                    null));

            assertThat(fact.unread()).containsExactly("procedures");
            assertThat(fact.getMessage()).contains("the access token does not cover Procedure");
            ehr.verify(0, getRequestedFor(anyUrl()));
        }

        @Test
        void thatNamesNoResourceIsTried() {
            FhirAuthorization lent = new FhirAuthorization(TOKEN, "Bearer", 300, "openid launch", null, null);

            assertThat(new PatientData(gatherer.gather(service, request(lent, base()), Reading.EVERYTHING))
                            .all(Patient.class))
                    .hasSize(1);
        }

        private PatientDataUnavailable refused(FhirAuthorization lent) {
            return catchThrowableOfType(
                    PatientDataUnavailable.class,
                    () -> gatherer.gather(service, request(lent, base()), Reading.EVERYTHING));
        }
    }

    @Nested
    class AServerThatKeepsFailing {

        @Test
        void isLeftAloneForAMomentAndThenAskedAgain() throws Exception {
            for (String type : List.of("Patient/p1", "Condition", "Procedure", "Observation", "Encounter")) {
                refuses(type, 500);
            }
            for (String type : List.of("BodyStructure", "ServiceRequest", "CareTeam", "Goal")) {
                refuses(type, 500);
            }
            for (int i = 0; i < 6; i++) {
                assertThat(catchThrowableOfType(PatientDataUnavailable.class, () -> gather()))
                        .isNotNull();
            }
            ehr.resetRequests();

            PatientDataUnavailable fact = catchThrowableOfType(PatientDataUnavailable.class, () -> gather());

            assertThat(fact.getMessage()).contains("is left alone for a moment");
            ehr.verify(0, getRequestedFor(anyUrl()));

            startTheEhr();
            Thread.sleep(2200);
            int tries = 0;
            while (catchThrowableOfType(PatientDataUnavailable.class, () -> gather()) != null && tries < 20) {
                tries++;
                Thread.sleep(100);
            }
            assertThat(tries).isLessThan(20);
        }
    }

    @Nested
    class FromThePrefetch {

        @BeforeEach
        void everythingIsThere() {
            prefetch.put("patient", present("{\"resourceType\": \"Patient\", \"id\": \"p1\"}"));
            prefetch.put("conditions", present(bundle(CONDITION)));
            for (String key : List.of(
                    "procedures", "volumes", "plans", "encounters", "assessments", "doses", "careTeams", "goals")) {
                prefetch.put(key, new PrefetchValue.NothingThere());
            }
        }

        @Test
        void noServerIsNeeded() {
            PatientData data = new PatientData(gatherer.gather(service, request("", null), Reading.EVERYTHING));

            assertThat(data.all()).hasSize(2);
        }

        @Test
        void nothingIsReadThatIsThere() {
            gather();

            assertThat(ehr.getAllServeEvents()).isEmpty();
        }

        @Test
        void onlyWhatIsMissingIsRead() {
            prefetch.remove("conditions");
            answers("Condition", bundle(CONDITION));

            assertThat(gather().all(Condition.class)).hasSize(1);
            ehr.verify(1, getRequestedFor(anyUrl()));
        }

        @Test
        void whatIsMissingWithoutAServerIsUnavailable() {
            prefetch.remove("conditions");
            prefetch.put("doses", new PrefetchValue.Failed(new OperationOutcome()));

            assertThat(catchThrowableOfType(
                                    PatientDataUnavailable.class,
                                    () -> gatherer.gather(service, request("", null), Reading.EVERYTHING))
                            .unread())
                    .containsExactly("conditions", "doses");
        }

        @Test
        void aMissingPatientIsUnavailable() {
            prefetch.put("patient", new PrefetchValue.NothingThere());

            assertThatExceptionOfType(PatientDataUnavailable.class)
                    .isThrownBy(() -> gatherer.gather(service, request("", null), Reading.EVERYTHING));
        }

        @Test
        void whatIsNotSoundIsReadFromTheServer() {
            answers("Condition", bundle(CONDITION + "," + condition("c2", "p1")));
            for (PrefetchValue unsound : List.of(
                    new PrefetchValue.Failed(new OperationOutcome()),
                    present(bundle(outcome("error"))),
                    present(CONDITION),
                    present(bundle("{\"resourceType\": \"Observation\", \"id\": \"o\"}")),
                    present(bundle(condition("c9", "someone-else"))),
                    present("{\"resourceType\": \"Bundle\", \"total\": 4}"))) {
                prefetch.put("conditions", unsound);

                assertThat(gather().all(Condition.class)).hasSize(2);
            }
        }

        @Test
        void aRemarkInItIsNoFailure() {
            prefetch.put("conditions", present(bundle(CONDITION + "," + outcome("information"))));

            assertThat(gather().all(Condition.class)).hasSize(1);
            assertThat(ehr.getAllServeEvents()).isEmpty();
        }

        @Test
        void aFirstPageIsReadOnFromTheServer() {
            prefetch.put("conditions", present(page(CONDITION, base() + "/next?page=2")));
            answers("next", bundle(condition("c2", "p1")), "page", "2");

            assertThat(gather().all(Condition.class)).hasSize(2);
        }

        @Test
        void aFirstPageWithoutAServerIsUnavailable() {
            prefetch.put("conditions", present(page(CONDITION, base() + "/next?page=2")));

            assertThatExceptionOfType(PatientDataUnavailable.class)
                    .isThrownBy(() -> gatherer.gather(service, request("", null), Reading.EVERYTHING));
        }

        @Test
        void theSameResourceFromTwoSourcesCountsOnceAndTheNewestStays() {
            prefetch.put(
                    "assessments", present(bundle(observation("2026-02-01", 1) + "," + observation("2026-01-01", 2))));
            prefetch.remove("doses");
            answers("Observation", bundle(observation("2026-03-01", 3)));

            assertThat(gather().all(Observation.class)).singleElement().satisfies(one -> assertThat(
                            one.getValueIntegerType().getValue())
                    .isEqualTo(3));
        }

        @Test
        void anOlderCopyOnTheServerDoesNotReplaceANewerOne() {
            prefetch.put("assessments", present(bundle(observation("2026-02-01", 1))));
            prefetch.remove("doses");
            answers("Observation", bundle(observation("2026-01-01", 3)));

            assertThat(gather().all(Observation.class)).singleElement().satisfies(one -> assertThat(
                            one.getValueIntegerType().getValue())
                    .isEqualTo(1));
        }
    }

    @Nested
    class WhereServersDiffer {

        @Test
        void aSearchByCategoryThatCouldLoseConditionsIsNotMade() {
            refuses("Condition", 403);

            assertThatThrownBy(() -> gather()).hasMessageContaining("conditions (answered 403)");
            ehr.verify(
                    0, getRequestedFor(urlPathEqualTo("/fhir/Condition")).withQueryParam("category", matching(".*")));
        }

        @Test
        void aRefusalWithoutBodyMayClaimToBeCompressed() {
            ehr.stubFor(get(urlPathEqualTo("/fhir/Encounter"))
                    .willReturn(aResponse().withStatus(403).withHeader("Content-Encoding", "gzip")));

            assertThat(gather().all(Encounter.class)).isEmpty();
        }

        @Test
        void observationsAreAllAskedForWhereTheirCodesAreRefused() {
            refuses("Observation", 400);
            ehr.stubFor(get(urlPathEqualTo("/fhir/Observation"))
                    .withQueryParam("code", absent())
                    .withQueryParam("category", absent())
                    .willReturn(json(bundle(observation("2026-01-01", 1)))));

            assertThat(gather().all(Observation.class)).hasSize(1);
        }

        @Test
        void volumesAreReadByReferenceWhereTheyCannotBeSearched() {
            for (int status : List.of(400, 404, 501)) {
                refuses("BodyStructure", status);
                answers("Procedure", bundle(course("BodyStructure/v1")));
                answers("BodyStructure/v1", volume("v1"));

                assertThat(gather().all(BodyStructure.class)).hasSize(1);
            }
        }

        @Test
        void aVolumeThatIsNotThereIsAbsent() {
            answers("Procedure", bundle(course("BodyStructure/v1")));
            refuses("BodyStructure/v1", 404);

            PatientData data = gather();

            assertThat(data.all(BodyStructure.class)).isEmpty();
            assertThat(data.all(Procedure.class)).hasSize(1);
        }

        @Test
        void aVolumeThatCannotBeReadNowLeavesTheDataUnavailable() {
            answers("Procedure", bundle(course("BodyStructure/v1")));
            for (int status : List.of(401, 500, 503)) {
                refuses("BodyStructure/v1", status);
                unavailable("BodyStructure");
            }
        }

        @Test
        void aVolumeOnAnotherServerIsNotRead() {
            answers("Procedure", bundle(course("https://elsewhere.example.org/fhir/BodyStructure/v1")));

            assertThat(gather().all(BodyStructure.class)).isEmpty();
            ehr.verify(0, getRequestedFor(urlPathEqualTo("/fhir/BodyStructure/v1")));
        }

        @Test
        void aVolumeNamedAbsolutelyOnThisServerIsRead() {
            answers("Procedure", bundle(course(base() + "/BodyStructure/v1")));
            answers("BodyStructure/v1", volume("v1"));

            assertThat(gather().all(BodyStructure.class)).hasSize(1);
        }

        @Test
        void aReferenceCannotLeadOutOfTheServersBase() {
            answers("Procedure", bundle(course("BodyStructure/..%2F..%2Fadmin")));

            assertThat(gather().all(BodyStructure.class)).isEmpty();
            ehr.verify(10, getRequestedFor(anyUrl()));
        }

        @Test
        void thePlanOfADraftAndItsVolumeAreRead() {
            drafts.addEntry().setResource(new ServiceRequest().addBasedOn(new Reference("ServiceRequest/plan")));
            answers(
                    "ServiceRequest/plan",
                    "{\"resourceType\": \"ServiceRequest\", \"id\": \"plan\", \"extension\": ["
                            + dose("BodyStructure/v1") + "]}");
            answers("BodyStructure/v1", volume("v1"));

            PatientData data = gather();

            assertThat(data.all(ServiceRequest.class)).hasSize(1);
            assertThat(data.all(BodyStructure.class)).hasSize(1);
        }

        @Test
        void encountersThatAreNotOfferedAreDoneWithout() {
            for (int status : List.of(400, 403, 404, 501)) {
                refuses("Encounter", status);
                assertThat(gather().all()).hasSize(1);
            }
        }

        @Test
        void encountersThatFailLeaveTheDataUnavailable() {
            refuses("Encounter", 500);

            unavailable("encounters");
        }
    }

    private PatientData gather() {
        return new PatientData(gatherer.gather(service, request(TOKEN, base()), Reading.EVERYTHING));
    }

    private PatientDataUnavailable unavailable(String key) {
        PatientDataUnavailable fact = catchThrowableOfType(PatientDataUnavailable.class, this::gather);
        assertThat(fact.unread()).containsExactly(key);
        assertThat(fact.getMessage()).contains(key).doesNotContain(TOKEN, "p1");
        assertThat(fact.getCause()).isNull();
        return fact;
    }

    private HookRequest request(String token, @Nullable URI server) {
        return request(new FhirAuthorization(token, "Bearer", 300, null, null, null), server);
    }

    private HookRequest request(FhirAuthorization lent, @Nullable URI server) {
        return new HookRequest(
                TestClient.with(false, "http://localhost:*"),
                "order-select",
                "instance",
                server,
                server == null ? null : lent,
                "Practitioner/1",
                "p1",
                null,
                List.of(),
                drafts,
                List.of(),
                prefetch,
                null);
    }

    private URI base() {
        return URI.create("http://localhost:" + ehr.port() + "/fhir");
    }

    private PrefetchValue present(String json) {
        Resource resource = fhir.read(json);
        return new PrefetchValue.Present(resource);
    }

    private void answers(String path, String body, String... parameter) {
        MappingBuilder stub = get(urlPathEqualTo("/fhir/" + path));
        if (parameter.length == 2) {
            stub = stub.withQueryParam(parameter[0], equalTo(parameter[1]));
        }
        ehr.stubFor(stub.willReturn(json(body)));
    }

    private void refuses(String path, int status) {
        ehr.stubFor(get(urlPathEqualTo("/fhir/" + path))
                .willReturn(aResponse().withStatus(status).withBody(outcome("error"))));
    }

    private static ResponseDefinitionBuilder json(String body) {
        return aResponse().withHeader("Content-Type", "application/fhir+json").withBody(body);
    }

    private static String bundle(String resources) {
        return page(resources, "");
    }

    private static String page(String resources, String next) {
        String entries = resources.isEmpty()
                ? ""
                : ", \"entry\": [{\"resource\": "
                        + resources.replace(",{\"resourceType\"", "}, {\"resource\": {\"resourceType\"") + "}]";
        String link = next.isEmpty() ? "" : ", \"link\": [{\"relation\": \"next\", \"url\": \"" + next + "\"}]";
        return "{\"resourceType\": \"Bundle\", \"type\": \"searchset\"" + link + entries + "}";
    }

    private static String condition(String id, String patient) {
        return "{\"resourceType\": \"Condition\", \"id\": \"" + id + "\", \"subject\": {\"reference\": \"Patient/"
                + patient + "\"}}";
    }

    private static String observation(String lastUpdated, int value) {
        return "{\"resourceType\": \"Observation\", \"id\": \"o1\", \"meta\": {\"lastUpdated\": \"" + lastUpdated
                + "T00:00:00Z\"}, \"code\": {\"coding\": [{\"system\": \"http://loinc.org\", \"code\": \"89247-1\"}]},"
                + " \"subject\": {\"reference\": \"Patient/p1\"}, \"valueInteger\": " + value + "}";
    }

    private static String course(String volume) {
        return "{\"resourceType\": \"Procedure\", \"id\": \"course\", \"subject\": {\"reference\": \"Patient/p1\"},"
                + " \"extension\": [" + dose(volume) + "]}";
    }

    private static String dose(String volume) {
        return "{\"url\": \"http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-radiotherapy-dose-delivered-to-volume\","
                + " \"extension\": [{\"url\": \"volume\", \"valueReference\": {\"reference\": \"" + volume + "\"}}]}";
    }

    private static String volume(String id) {
        return "{\"resourceType\": \"BodyStructure\", \"id\": \"" + id
                + "\", \"patient\": {\"reference\": \"Patient/p1\"}}";
    }

    private static String outcome(String severity) {
        return "{\"resourceType\": \"OperationOutcome\", \"issue\": [{\"severity\": \"" + severity
                + "\", \"code\": \"processing\"}]}";
    }
}
