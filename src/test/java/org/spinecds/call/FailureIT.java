package org.spinecds.call;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.FallsBack;
import org.spinecds.TestClient;
import org.spinecds.card.Card;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.HookResponse;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.guideline.ActiveGuideline;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequestReader;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.logic.AssessmentLogic;
import org.spinecds.logic.KnowledgeBase;
import org.spinecds.patientdata.PatientDataGatherer;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.Shadow;
import org.spinecds.worksheet.WorksheetContent;
import org.spinecds.worksheet.WorksheetKeeper;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;

/** What fails after the record is read is said: the rules by a card that says that nothing was checked, the words card by card. */
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

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private JdbcClient journal;

    @Test
    @FallsBack
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
                GuidelineFile.of(Content.at(Path.of("."))),
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

    /** The emergency is told in plain words, the other cards in their own; the last says so. It is counted and journalled. */
    @Test
    void aCodeWithoutWordsCostsOneCardItsWords(@TempDir Path folder) throws Exception {
        ContentCopy.in(folder, List.of()).change("cds-hooks/cards/phrases.json", "\"NEW_DEFICIT\"", "\"FORGOTTEN\"");
        double before = unworded("EMERGENCY");

        List<Card> cards = answer(active.current().logic(), new CardRenderer(Content.at(folder), 7, 0))
                .cards();

        assertThat(cards.stream().map(Card::kind)).containsExactly("EMERGENCY", "SURGICAL", "SUMMARY", "NOT_WORDED");
        assertThat(cards.get(0).indicator()).isEqualTo("critical");
        assertThat(cards.get(0).summary()).startsWith("Emergency signs are on file");
        List<Card> whole =
                answer(active.current().logic(), active.current().cards()).cards();
        assertThat(cards.subList(1, 3).stream().map(Card::detail))
                .isEqualTo(whole.subList(1, 3).stream().map(Card::detail).toList());
        assertThat(cards.get(3).detail())
                .contains("Possible spinal cord compression")
                .contains("Suggestions missing");
        assertThat(unworded("SUGGESTION")).isPositive();
        assertThat(unworded("EMERGENCY")).isEqualTo(before + 1);
        assertThat(journal.sql("select kind from shown_card")
                        .query(String.class)
                        .list())
                .contains("NOT_WORDED");
    }

    /** The label of the link is no part of the answer that a clinician waits for. */
    @Test
    void aLinkWithoutALabelCostsTheLinkAlone(@TempDir Path folder) throws Exception {
        ContentCopy.in(folder, List.of()).change("cds-hooks/worksheet/words.json", "\"link\"", "\"forgotten\"");
        Guideline sound = active.current();
        WorksheetContent nameless =
                WorksheetContent.of(sound.version(), Content.at(folder), sound.logic(), sound.cards(), List.of());
        double before = unworded("LINK");

        List<Card> whole = answer(sound).cards();
        List<Card> cards =
                answer(with(sound, sound.logic(), sound.cards(), nameless)).cards();

        assertThat(whole.stream().map(Card::kind))
                .containsExactlyElementsOf(cards.stream().map(Card::kind).toList());
        assertThat(whole).anySatisfy(card -> assertThat(card.links()).isNotEmpty());
        assertThat(cards).allSatisfy(card -> assertThat(card.links()).isEmpty());
        assertThat(unworded("LINK")).isEqualTo(before + 1);
    }

    private double unworded(String kind) {
        return meters.counter("spinecds.cards.unworded", "kind", kind).count();
    }

    private HookResponse answer(AssessmentLogic logic, CardRenderer cards) throws IOException {
        Guideline sound = active.current();
        return answer(with(sound, logic, cards, sound.worksheet()));
    }

    private static Guideline with(
            Guideline sound, AssessmentLogic logic, CardRenderer cards, WorksheetContent worksheet) {
        return new Guideline(
                sound.version(),
                sound.content(),
                sound.localCodes(),
                sound.services(),
                logic,
                cards,
                sound.profiles(),
                worksheet,
                sound.signOff());
    }

    private HookResponse answer(Guideline guideline) throws IOException {
        ServiceDefinition service =
                guideline.services().service("spine-recurrence-order-select").orElseThrow();
        return new GuidelineDecisionSupport(gatherer, recorder, worksheets, shadow, List::of, Clock.systemUTC())
                .answer(guideline, service, reader.read(service, Files.readAllBytes(EXAMPLE), TestClient.with(true)));
    }

    private static void assertSaysThatNothingWasChecked(HookResponse response) {
        assertThat(response.extension()).isEmpty();
        assertThat(response.cards()).hasSize(1);
        Card card = response.cards().get(0);
        assertThat(card.indicator()).isEqualTo("warning");
        assertThat(card.summary()).hasSizeLessThan(140).contains("no dose was judged");
        assertThat(card.detail()).contains("Nothing was checked").contains("new neurological deficit");
    }
}
