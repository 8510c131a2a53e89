package org.spinecds.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.mapping.LocalCodes;

class ServiceCatalogTests {

    private final Path folder;

    ServiceCatalogTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theServiceInTheJarIsOnOffer() {
        ServiceCatalog catalog = ServiceCatalog.from(Content.at(null), LocalCodes.in(null, FhirContext.forR4Cached()));

        ServiceDefinition service =
                catalog.service("spine-recurrence-order-select").orElseThrow();
        assertThat(service.hook()).isEqualTo("order-select");
        assertThat(service.library()).isEqualTo("SpineRecurrenceAssessment");
        assertThat(service.prefetch())
                .containsOnlyKeys(
                        "patient",
                        "conditions",
                        "procedures",
                        "volumes",
                        "plans",
                        "encounters",
                        "assessments",
                        "doses",
                        "careTeams",
                        "goals");
        assertThat(service.optional()).containsExactlyInAnyOrder("careTeams", "goals");
        assertThat(service.queriesFor("p1")).containsEntry("patient", "Patient/p1");
        assertThat(catalog.service("other")).isEmpty();
    }

    @Test
    void aFolderIsReadInsteadOfTheJar() throws IOException {
        write("a.json", "{\"id\": \"a\", \"hook\": \"order-sign\", \"title\": \"A\", \"description\": \"A.\"}");

        assertThat(ServiceCatalog.from(Content.at(folder), LocalCodes.in(null, FhirContext.forR4Cached()))
                        .services())
                .extracting(ServiceDefinition::id)
                .containsExactly("a");
    }

    @Test
    void aBrokenServiceFileIsRefusedWithASentence() throws IOException {
        refused("{", "not JSON");
        refused("{\"id\": \"a\"}", "hook");
        refused(member("\"usageRequirement\": \"x\""), "unknown member");
        refused(member("\"prefetch\": {\"e\": \"Encounter/{{context.encounterId}}\"}"), "token");
        refused(member("\"_x\": 1").replace("\"id\": \"a\"", "\"id\": \"b\""), "belongs to no guideline");
    }

    /** A type that the service gives itself is none that an EHR is asked for. */
    @Test
    void aQueryForATypeOfTheServiceIsRefused() throws IOException {
        String service = member("\"prefetch\": {\"t\": \"Task?patient={{context.patientId}}\"}");
        write("a.json", service);
        Files.writeString(
                folder.resolve("cql/guideline.json"),
                "{\"library\": \"A\", \"own\": [\"Task\"], \"services\": {\"a\": \"Cards\"}}");

        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(
                        () -> ServiceCatalog.from(Content.at(folder), LocalCodes.in(null, FhirContext.forR4Cached())))
                .withMessageContaining("a.json asks for Task");
    }

    @Test
    void contentWithoutServicesIsRefused() throws IOException {
        guideline();
        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(
                        () -> ServiceCatalog.from(Content.at(folder), LocalCodes.in(null, FhirContext.forR4Cached())))
                .withMessageContaining("cds-hooks/services");
    }

    private static String member(String member) {
        return "{\"id\": \"a\", \"hook\": \"order-sign\", \"title\": \"A\", \"description\": \"A.\", " + member + "}";
    }

    private void refused(String text, String reason) throws IOException {
        write("a.json", text);
        assertThatExceptionOfType(ContentUnreadable.class)
                .isThrownBy(
                        () -> ServiceCatalog.from(Content.at(folder), LocalCodes.in(null, FhirContext.forR4Cached())))
                .withMessageContaining("a.json")
                .withMessageContaining(reason);
    }

    private void write(String name, String text) throws IOException {
        guideline();
        Files.writeString(
                Files.createDirectories(folder.resolve("cds-hooks/services")).resolve(name), text);
    }

    private void guideline() throws IOException {
        Path guideline = folder.resolve("cql/guideline.json");
        Files.createDirectories(guideline.getParent());
        Files.writeString(guideline, "{\"library\": \"A\", \"services\": {\"a\": \"Cards\"}}");
    }
}
