package org.spinecds.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.spinecds.TestClient;
import org.spinecds.call.DecisionSupport;
import org.spinecds.card.HookResponse;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.Reading;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.patientdata.PatientData;
import org.spinecds.patientdata.PatientDataGatherer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@ExtendWith(OutputCaptureExtension.class)
class SampleEhrIT {

    @TestConfiguration(proxyBeanMethods = false)
    static class FakeDecisionSupport {

        @Bean
        @Primary
        DecisionSupport fakeDecisionSupport() {
            return (guideline, service, request) -> new HookResponse(List.of(), Map.of());
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final SampleRecords records;
    private final FhirJson fhir;
    private final String root;

    SampleEhrIT(@LocalServerPort int port, @Autowired SampleRecords records, @Autowired FhirJson fhir) {
        this.root = "http://127.0.0.1:" + port;
        this.records = records;
        this.fhir = fhir;
    }

    @Test
    void everyPatientCanBeGatheredFromIt(
            @Autowired HookRequestReader reader,
            @Autowired ActiveGuideline guideline,
            @Autowired PatientDataGatherer gatherer)
            throws Exception {
        ServiceDefinition service = guideline
                .current()
                .services()
                .service("spine-recurrence-order-select")
                .orElseThrow();
        assertThat(records.patients()).hasSizeGreaterThanOrEqualTo(12);
        for (SampleRecords.SamplePatient patient : records.patients()) {
            HttpResponse<String> ready = get("/sample-ehr/requests/" + patient.id());
            HookRequest request =
                    reader.read(service, ready.body().getBytes(StandardCharsets.UTF_8), TestClient.with(true));

            PatientData data = new PatientData(gatherer.gather(service, request, Reading.EVERYTHING));

            assertThat(data.all())
                    .as(patient.id())
                    .hasSize(patient.record().path("entry").size());
        }
    }

    @Test
    void aSearchIsPagedToItsEnd() throws Exception {
        String next = root + "/sample-ehr/fhir/Observation?patient=v01&_count=3";
        int seen = 0;
        while (!next.isEmpty()) {
            Bundle page = (Bundle) fhir.read(at(next).body());
            assertThat(page.getEntry()).hasSizeLessThanOrEqualTo(3);
            seen += page.getEntry().size();
            next = page.getLink("next") == null ? "" : page.getLink("next").getUrl();
            assertThat(page.getTotal()).isGreaterThan(3);
            assertThat(seen).isLessThanOrEqualTo(page.getTotal());
        }
        assertThat(seen).isGreaterThan(3);
    }

    @Test
    void searchesNarrowByCodeCategoryAndStatus() throws Exception {
        assertThat(search("Observation?patient=v01&code=http://loinc.org%7C89247-1"))
                .hasSize(1);
        assertThat(search("Observation?subject=Patient/v01&code=89247-1,72514-3&category=survey"))
                .hasSize(2);
        assertThat(search("Procedure?patient=v01&status=completed")).hasSize(1);
        assertThat(search("Procedure?patient=v01&status=not-done")).isEmpty();
        assertThat(search("Condition?_id=v01-spine-met")).hasSize(1);
    }

    @Test
    void aSearchCanBeSentAsAForm() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(root + "/sample-ehr/fhir/Observation/_search"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("patient=v01&code=89247-1"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(((Bundle) fhir.read(answer.body())).getEntry())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getResource()).isInstanceOf(Observation.class));
    }

    @Test
    void aResourceIsReadById() throws Exception {
        assertThat(fhir.read(get("/sample-ehr/fhir/Procedure/v01-c1").body())).isInstanceOf(Procedure.class);
    }

    @Test
    void whatIsNotThereIsAnOperationOutcome() throws Exception {
        for (String path : List.of("Procedure/none", "Medication", "Medication/1")) {
            assertThat(get("/sample-ehr/fhir/" + path).statusCode()).isEqualTo(404);
            assertThat(get("/sample-ehr/fhir/" + path).body()).contains("OperationOutcome");
        }
        assertThat(get("/sample-ehr/fhir/Procedure?performer=1").statusCode()).isEqualTo(400);
        assertThat(get("/sample-ehr/fhir/Procedure?_count=x").statusCode()).isEqualTo(400);
        assertThat(get("/sample-ehr/requests/none").statusCode()).isEqualTo(404);
    }

    @Test
    void theGreetingNamesThePageFirstAndTheRealPort(CapturedOutput output) {
        assertThat(DemoGreeting.text("http://127.0.0.1:9090"))
                .startsWith("The demo is ready: open http://127.0.0.1:9090/ in a browser.")
                .contains("curl -s http://127.0.0.1:9090/cds-services/spine-recurrence-order-select")
                .doesNotContain("8080");
        assertThat(output.toString()).doesNotContain("127.0.0.1:8080");
    }

    private List<Bundle.BundleEntryComponent> search(String query) throws Exception {
        return ((Bundle) fhir.read(get("/sample-ehr/fhir/" + query).body())).getEntry();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return at(root + path);
    }

    private HttpResponse<String> at(String address) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
}
