package org.spinecds;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.card.Card;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.HookResponse;
import org.spinecds.content.Content;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.workbench.Shadow;
import org.spinecds.worksheet.WorksheetKeeper;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

/** What fails after the record is read is answered with a card that says that nothing was checked, never with silence. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
class FailureIT {

    private static final Path EXAMPLE =
            Path.of("cds-hooks/examples/spine-recurrence-order-select/emergency/request.json");

    @Autowired
    private ActiveGuideline active;

    @Autowired
    private HookRequestReader reader;

    @Autowired
    private PatientDataGatherer gatherer;

    @Autowired
    private Shadow shadow;

    @Autowired
    private DecisionRecorder recorder;

    @Autowired
    private WorksheetKeeper worksheets;

    @Test
    void aFailureOfTheGuidelineIsACard() throws Exception {
        Content content = Content.at(Path.of(".").toAbsolutePath());
        Map<String, String> libraries = new TreeMap<>();
        content.list("cql/input/cql", ".cql")
                .forEach(path -> libraries.put(path.substring(path.lastIndexOf('/') + 1), content.text(path)));
        libraries.computeIfPresent(
                "SpineRecurrenceEmergency.cql",
                (name, text) -> text.replace(
                        "define \"Is Emergency\":\n  exists \"Critical Reasons\"",
                        "define \"Is Emergency\":\n  Message(exists \"Critical Reasons\", true, '1', 'Error', 'broken')"));
        assertThat(libraries.get("SpineRecurrenceEmergency.cql")).contains("'broken'");
        KnowledgeBase failing = new KnowledgeBase(
                FhirContext.forR4Cached(),
                libraries,
                content.list("cql/input/vocabulary/valueset", ".json").stream()
                        .map(path -> FhirContext.forR4Cached()
                                .newJsonParser()
                                .parseResource(ValueSet.class, content.text(path)))
                        .toList(),
                Map.of());

        assertSaysThatNothingWasChecked(
                answer(new AssessmentLogic(failing), active.current().cards()));
    }

    @Test
    void aCodeWithoutWordsIsACard(@TempDir Path folder) throws Exception {
        copy(Path.of("cds-hooks/cards"), folder.resolve("cds-hooks/cards"));
        copy(Path.of("cds-hooks/suggestions"), folder.resolve("cds-hooks/suggestions"));
        copy(Path.of("cql/input/cql"), folder.resolve("cql/input/cql"));
        Path phrases = folder.resolve("cds-hooks/cards/phrases.json");
        Files.writeString(phrases, Files.readString(phrases).replace("\"NEW_DEFICIT\"", "\"FORGOTTEN\""));

        assertSaysThatNothingWasChecked(answer(active.current().logic(), new CardRenderer(Content.at(folder), 7, 0)));
    }

    private HookResponse answer(AssessmentLogic logic, CardRenderer cards) throws IOException {
        Guideline sound = active.current();
        Guideline broken = new Guideline(
                sound.version(),
                sound.content(),
                sound.localCodes(),
                sound.services(),
                logic,
                cards,
                sound.profiles(),
                sound.worksheet(),
                sound.signOff());
        ServiceDefinition service =
                broken.services().service("spine-recurrence-order-select").orElseThrow();
        return new GuidelineDecisionSupport(gatherer, recorder, worksheets, shadow, List::of, Clock.systemUTC())
                .answer(broken, service, reader.read(service, Files.readAllBytes(EXAMPLE), TestClient.with(true)));
    }

    private static void assertSaysThatNothingWasChecked(HookResponse response) {
        assertThat(response.extension()).isEmpty();
        assertThat(response.cards()).hasSize(1);
        Card card = response.cards().get(0);
        assertThat(card.indicator()).isEqualTo("warning");
        assertThat(card.summary()).hasSizeLessThan(140).contains("no dose was judged");
        assertThat(card.detail()).contains("Nothing was checked").contains("new neurological deficit");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
    }
}
