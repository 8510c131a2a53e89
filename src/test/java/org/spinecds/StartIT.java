package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.spinecds.call.DecisionSupport;
import org.spinecds.card.HookResponse;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

@ExtendWith(OutputCaptureExtension.class)
class StartIT {

    private static final String SERVER = "--spinecds.fhir.allowed-servers=https://ehr.example.org";

    @TestConfiguration(proxyBeanMethods = false)
    static class FakeDecisionSupport {

        @Bean
        @Primary
        DecisionSupport fakeDecisionSupport() {
            return (guideline, service, request) -> new HookResponse(List.of(), Map.of());
        }
    }

    @Test
    void withoutAllowedServersStopsWithASentence(CapturedOutput output) {
        refused(output, "no FHIR server is allowed yet");
    }

    @Test
    void withPlainHttpInProductionStopsWithASentence(CapturedOutput output) {
        refused(output, "it must be https", "--spinecds.fhir.allowed-servers=http://127.0.0.1:*");
    }

    @Test
    void withoutTheContentFolderStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "/nowhere (spinecds.content) does not exist",
                "--spinecds.fhir.allowed-servers=https://ehr.example.org",
                "--spinecds.content=/nowhere");
    }

    @Test
    void withALimitThatCannotWorkStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "spinecds.fhir.deadline must be longer than nothing",
                "--spinecds.fhir.allowed-servers=https://ehr.example.org",
                "--spinecds.fhir.deadline=0s");
    }

    @Test
    void withoutAKeyForTheJournalStopsWithASentence(CapturedOutput output) {
        refused(output, "the journal has no key", SERVER, "--spinecds.journal.key=short");
    }

    @Test
    void withoutAClientStopsWithASentence(CapturedOutput output) {
        refused(output, "No client is trusted yet", SERVER, "--spinecds.security.client-tokens=true");
    }

    @Tag("full")
    @Test
    void withoutItsOwnAddressStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "spinecds.security.base-url is missing",
                SERVER,
                "--spinecds.security.client-tokens=true",
                "--spinecds.security.clients.ehr.issuer=https://ehr.example.org",
                "--spinecds.security.clients.ehr.keys-url=https://ehr.example.org/keys");
    }

    @Tag("full")
    @Test
    void withASharedSecretForAClientStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "its algorithm HS256 is not a public-key signature",
                SERVER,
                "--spinecds.security.client-tokens=true",
                "--spinecds.security.base-url=https://cds.example.org",
                "--spinecds.security.clients.ehr.issuer=https://ehr.example.org",
                "--spinecds.security.clients.ehr.algorithms=HS256",
                "--spinecds.security.clients.ehr.keys-url=https://ehr.example.org/keys");
    }

    @Tag("full")
    @Test
    void withKeysOverPlainHttpStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "must be https",
                SERVER,
                "--spinecds.security.client-tokens=true",
                "--spinecds.security.base-url=https://cds.example.org",
                "--spinecds.security.clients.ehr.issuer=https://ehr.example.org",
                "--spinecds.security.clients.ehr.keys-url=http://ehr.example.org/keys");
    }

    @Tag("full")
    @Test
    void withAClientWhoseServerIsNotAllowedStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "is not among spinecds.fhir.allowed-servers",
                SERVER,
                "--spinecds.security.client-tokens=true",
                "--spinecds.security.base-url=https://cds.example.org",
                "--spinecds.security.clients.ehr.issuer=https://ehr.example.org",
                "--spinecds.security.clients.ehr.fhir-servers=https://other.example.org/fhir",
                "--spinecds.security.clients.ehr.keys-url=https://ehr.example.org/keys");
    }

    @Test
    void withAnEvaluatorThatIsNoneStopsWithTheTwoThereAre(CapturedOutput output) {
        refused(output, "spinecds.evaluator", SERVER, "--spinecds.evaluator=quick");
        assertThat(output).contains("quick", "PREPARED", "REFERENCE");
    }

    @Test
    void withASettingThatIsNoneStopsWithASentence(CapturedOutput output) {
        refused(output, "spinecds.fhir.dead-lines", SERVER, "--spinecds.fhir.dead-lines=3s");
    }

    @Tag("full")
    @Test
    void withAPasswordThatIsNoHashStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "spinecds.security.administrators.admin is no password hash",
                SERVER,
                "--spinecds.security.administrators.admin=secret");
        assertThat(output).doesNotContain("admin=secret");
    }

    @Tag("full")
    @Test
    void withAnAddressThatIsNoneStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "spinecds.security.base-url is cds.example.org, which is no address",
                SERVER,
                "--spinecds.security.base-url=cds.example.org");
    }

    @Tag("full")
    @Test
    void withAnOriginThatNoBrowserSendsStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "spinecds.cors.allowed-origins names https://ehr.example.org/app, which is no origin",
                SERVER,
                "--spinecds.cors.allowed-origins=https://ehr.example.org/app");
    }

    @Test
    void withADatabaseThatIsNotThereStopsWithASentence(CapturedOutput output) {
        refused(
                output,
                "The journal's database (spring.datasource.url) cannot be opened",
                SERVER,
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/spinecds?password=hush");
        assertThat(output).doesNotContain("hush");
    }

    @Test
    void ofTheDemoPrintsACallThatNamesTheRealPort(CapturedOutput output) {
        try (ConfigurableApplicationContext context =
                application().run("--spring.profiles.active=demo", "--server.port=0")) {
            String port = context.getEnvironment().getProperty("local.server.port", "none");
            assertThat(output)
                    .contains("curl -s http://127.0.0.1:" + port + "/cds-services/spine-recurrence-order-select")
                    .contains("\"fhirServer\": \"http://127.0.0.1:" + port + "/sample-ehr/fhir\"")
                    .doesNotContain("8080");
        }
    }

    private static void refused(CapturedOutput output, String sentence, String... arguments) {
        assertThatException().isThrownBy(() -> application().run(arguments));
        assertThat(output).contains("APPLICATION FAILED TO START", sentence).doesNotContain("\tat ");
    }

    private static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(SpineRecurrenceCdsApplication.class, FakeDecisionSupport.class)
                .properties("server.port=0");
    }
}
