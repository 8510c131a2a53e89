package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The built jar with a content whose faults no check finds, since neither an example nor a case of it goes there: a template
 * that breaks where assessments are missing, and a rule that breaks for one kind of patient.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardFailsAloneIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SERVICE = "/cds-services/spine-recurrence-order-select";
    private static final String ADMIN =
            "Basic " + Base64.getEncoder().encodeToString("admin:demo".getBytes(StandardCharsets.UTF_8));
    private static final Set<String> TOLD = Set.of("EMERGENCY", "DOSE_SAFETY");

    /** An emergency with a critical dose and options, of which assessments are missing. */
    private static final WorkedCase CASE = WorkedCases.named("G022");

    private RunningJar jar;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        ContentCopy content = ContentCopy.in(folder, List.of("G055"));
        content.change("cds-hooks/cards/OPTIONS.md", "\n---\n", "\n---\n{{#missing}}{{signs}}{{/missing}}\n");
        content.change(
                "cql/input/cql/SpineRecurrenceEmergency.cql",
                "define \"Is Emergency\":\n  exists \"Critical Reasons\"",
                "define \"Is Emergency\":\n  Message(exists \"Critical Reasons\", Patient.gender.value = 'other', '1',"
                        + " 'Error', 'broken')");
        jar = RunningJar.start(
                        folder,
                        "--spinecds.content=" + folder,
                        "--spinecds.fhir.allowed-servers=http://127.0.0.1:*",
                        "--spinecds.fhir.plain-http-on-loopback=true",
                        "--spinecds.explain=true",
                        "--spinecds.security.client-tokens=false",
                        "--spinecds.security.base-url=https://cds.example.org",
                        "--spinecds.security.administrators.admin={noop}demo",
                        "--spinecds.journal.key=a-key-for-this-test-and-nothing-else-at-all")
                .fallingBack();
    }

    @AfterAll
    void stop() {
        jar.close();
    }

    private List<JsonNode> answer(String gender) throws Exception {
        List<JsonNode> record = new ArrayList<>();
        CASE.resources().forEach(resource -> {
            ObjectNode copy = (ObjectNode) resource.deepCopy();
            if (copy.path("resourceType").asString("").equals("Patient")) {
                copy.put("gender", gender);
            }
            record.add(copy);
        });
        try (RecordServer ehr = new RecordServer(record)) {
            ObjectNode call = (ObjectNode) CASE.request().deepCopy();
            call.put("fhirServer", ehr.base());
            HttpResponse<String> answer = jar.post(SERVICE, call.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body()).path("cards").valueStream().toList();
        }
    }

    private static String kind(JsonNode card) {
        return card.path("extension").path("org.spinecds.card").path("kind").asString("");
    }

    private String metrics() throws Exception {
        return jar.call("GET", "/actuator/prometheus", null, "Authorization", ADMIN)
                .body();
    }

    @Test
    void aBrokenTemplateOfOptionsLeavesEmergencyAndDose() throws Exception {
        assertThat(metrics()).contains("spinecds_cards_unworded_total{kind=\"OPTIONS\"} 0.0");

        List<JsonNode> cards = answer("male");

        assertThat(cards.stream().map(CardFailsAloneIT::kind).toList())
                .startsWith("EMERGENCY", "DOSE_SAFETY")
                .contains("OPTIONS", "REFERRAL")
                .endsWith("NOT_WORDED");
        assertThat(cards.stream().filter(card -> TOLD.contains(kind(card))).map(card -> card.path("indicator")
                        .asString()))
                .containsOnly("critical");
        assertThat(cards.stream()
                        .filter(card -> card.path("detail").asString().startsWith("This card has lost its own words"))
                        .map(CardFailsAloneIT::kind))
                .containsExactly("OPTIONS");
        assertThat(cards.stream().filter(card -> kind(card).equals("OPTIONS")).collect(Collectors.toList()))
                .allSatisfy(card -> assertThat(card.path("suggestions")).isNotEmpty());
        assertThat(cards.get(cards.size() - 1).path("detail").asString()).contains("Options");
        assertThat(metrics())
                .contains("spinecds_cards_unworded_total{kind=\"OPTIONS\"} 1.0")
                .contains("spinecds_cards_unworded_total{kind=\"DOSE_SAFETY\"} 0.0");
        assertThat(jar.log()).contains("The card OPTIONS lacks words").contains("OPTIONS.md");
    }

    /** Of a jar that was not said to do so, its close is a failure. */
    @Test
    void aRuleThatBreaksIsCountedAndItsDefineNamed() throws Exception {
        double before = fallbacks();

        assertThat(answer("other").stream().map(CardFailsAloneIT::kind)).containsExactly("NOT_EVALUATED");

        assertThat(fallbacks()).isEqualTo(before + 1);
        assertThat(jar.log()).contains("failed in SpineRecurrenceEmergency.\"Is Emergency\"");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(jar::refuseFallbacks)
                .withMessageContaining("Is Emergency");
    }

    private double fallbacks() throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("spinecds_evaluator_fallback_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
