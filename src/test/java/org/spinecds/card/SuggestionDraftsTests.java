package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;

/** A draft that cannot be used stops the start with a sentence that names it. */
class SuggestionDraftsTests {

    private static final String GUIDELINE = "cql/guideline.json";

    private static final Phrases PHRASES = new Phrases(Content.at(null).text("cds-hooks/cards/phrases.json"));

    private static final CardKinds KINDS = new CardRenderer(Content.at(null), 7, 0).kinds();

    @TempDir
    private Path folder = Path.of("");

    private Path drafts = Path.of("");

    @BeforeEach
    void copy() throws IOException {
        drafts = Files.createDirectories(folder.resolve("cds-hooks/suggestions"));
        Path rules = Files.createDirectories(folder.resolve("cql/input/cql"));
        copy(Path.of("cds-hooks/suggestions"), drafts);
        copy(Path.of("cql/input/cql"), rules);
        Files.copy(Path.of(GUIDELINE), folder.resolve(GUIDELINE));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    /** The invented patient has a text that JSON must escape wherever a draft may write one. */
    @Test
    void theInventedPatientHasTextsAndListsWhereTheViewHasThem() {
        Map<String, ?> sample = SuggestionModel.samples("ANY", KINDS.shared("draft", PHRASES))
                .get(0)
                .model();

        assertThat(sample.get("diagnosis")).asString().contains("\"", "\n");
        assertThat(sample.get("courses")).asString().contains("\"", "\n");
        assertThat(sample.get("metastases"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2);
        assertThat(sample.get("codings"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .allSatisfy(coding -> assertThat(coding)
                        .asInstanceOf(InstanceOfAssertFactories.MAP)
                        .containsEntry("code", "1"));
    }

    private void read() {
        Content content = Content.at(folder);
        new SuggestionDrafts(content, PHRASES, KINDS, Settings.of(content, Map.of()));
    }

    private void refused(String file, String text, String sentence) throws IOException {
        Files.writeString(drafts.resolve(file), text);
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(this::read)
                .withMessageContaining("cds-hooks/suggestions/" + file)
                .withMessageContaining(sentence);
    }

    @Test
    void everyKeyOfTheRulesHasItsDraftAndEveryDraftItsKey() throws IOException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> files = Files.list(drafts)) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".json"))
                    .forEach(name -> keys.add(name.replace(".json", "")));
        }

        assertThat(SuggestionDrafts.keysOfTheRules(Content.at(folder)))
                .hasSize(9)
                .isEqualTo(keys);
        read();
    }

    @Test
    void aKeyWithoutADraftIsRefused() throws IOException {
        Files.delete(drafts.resolve("TUMOUR_CONFERENCE.json"));

        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(this::read)
                .withMessage("The rules suggest TUMOUR_CONFERENCE, but there is no draft"
                        + " cds-hooks/suggestions/TUMOUR_CONFERENCE.json.");
    }

    @Test
    void whatIsNoDraftOrderIsRefused() throws IOException {
        String good = Files.readString(drafts.resolve("TUMOUR_CONFERENCE.json"));

        refused("TUMOUR_CONFERENCE.json", good + "}", "no JSON");
        refused("TUMOUR_CONFERENCE.json", "[]", "no JSON object");
        refused("TUMOUR_CONFERENCE.json", good.replace("{{> note}}", "{{notes}}"), "filled by nobody");
        refused("TUMOUR_CONFERENCE.json", good.replace("{{> note}}", "{{#notes}}"), "cannot be read");
        refused("TUMOUR_CONFERENCE.json", good.replace("\"label\"", "\"title\""), "a label");
        refused("TUMOUR_CONFERENCE.json", good.replace("\"resource\":", "\"resources\":"), "either a resource");
        refused("TUMOUR_CONFERENCE.json", good.replace("\"code\": {", "\"reason\": \"x\", \"code\": {"), "no FHIR");
    }

    /** Clinical specification 9.4: no drug is suggested. */
    @Test
    void aDrugIsRefused() throws IOException {
        refused(
                "TUMOUR_CONFERENCE.json",
                """
                {"label": "A drug", "description": "A drug", "resource": {"resourceType": "MedicationRequest",
                "status": "draft", "intent": "order", "subject": {"reference": "Patient/{{patient}}"}}}
                """,
                "a ServiceRequest or a Task");
    }

    @Test
    void whatIsSignedAlreadyIsRefused() throws IOException {
        Path request = drafts.resolve("request.mustache");
        Files.writeString(request, Files.readString(request).replace("\"draft\"", "\"active\""));

        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(this::read)
                .withMessageContaining("with the status draft");
    }

    @Test
    void whatIsAddedToAnOrderMustBeLists() throws IOException {
        refused(
                "ADD_REASON.json",
                "{\"label\": \"x\", \"description\": \"x\", \"add\": {\"priority\": \"urgent\"}}",
                "must be lists");
    }
}
