package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.WorkedCases;
import org.spinecds.content.Content;
import org.spinecds.decision.Suspension;
import org.spinecds.fhir.R4;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.logic.ContentLint;
import org.spinecds.logic.Finding;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.ContentCopy;
import org.spinecds.workbench.PatientCase;

/** A kind of card that an informaticist adds: two files of its own, two defines and a group of words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardKindByFilesTests {

    private static final String CARDS = "cds-hooks/cards";
    private static final String KIND = "GOALS";
    private static final String TOPIC = "Goals of care";

    private final ContentCopy content;
    private final Guideline guideline;
    private final Evaluation evaluation;
    private final CardContext context;

    CardKindByFilesTests(@TempDir Path folder) throws IOException {
        content = ContentCopy.in(folder, List.of());
        Files.writeString(
                folder.resolve(CARDS).resolve(KIND + ".json"),
                """
                {
                  "topic": "Goals of care",
                  "source": { "label": "A site" },
                  "links": false,
                  "answers": ["Goals Known"],
                  "view": {
                    "known": { "of": "Goals Known.known", "words": "goalsKnown" },
                    "levels": { "of": "Goals Known.levels", "most": 1, "more": " and {count} more" }
                  }
                }
                """);
        Files.writeString(
                folder.resolve(CARDS).resolve(KIND + ".md"),
                """
                Goals of care: {{known}}
                ---
                - Asked at {{level}}{{#levels}}, judged at {{levels}}{{/levels}}.

                {{> stamp}}
                For team review.
                """);
        content.change(
                CARDS + "/phrases.json",
                "\"sign-off\": {",
                "\"goalsKnown\": { \"ON_FILE\": \"on file\", \"NONE_ON_FILE\": \"none on file\" },\n  \"sign-off\": {");
        content.change(
                "cql/input/cql/SpineRecurrenceAssessment.cql",
                "define \"Scenarios\":",
                """
                /* @words goalsKnown */
                define "Goals Known":
                  if not Gate."Is Assessed" then null else {
                    known: if exists Elements."Goals Of Care" then 'ON_FILE' else 'NONE_ON_FILE',
                    levels: (LevelAssessments."Level Assessments" L return all L.level)
                  }

                define "Scenarios":""");
        content.change(
                "cql/input/cql/SpineRecurrenceCards.cql",
                "/* @words topic+source */\ndefine \"Options Card\":",
                """
                /* @words topic+source */
                define "Goals Card":
                  { { kind: 'GOALS', indicator: 'info' } }

                /* @words topic+source */
                define "Options Card":""");
        content.change(
                "cql/input/cql/SpineRecurrenceCards.cql",
                "\"Dose Card\", \"Surgical Card\", \"Options Card\", \"Referral Card\" })",
                "\"Dose Card\", \"Surgical Card\", \"Options Card\", \"Referral Card\", \"Goals Card\" })");
        guideline = GuidelineSource.asWritten(folder).load(R4.context());
        PatientCase patient = new CaseReader(R4.context()).read(guideline, WorkedCases.named("G022"));
        evaluation = patient.put(guideline, Clock.systemUTC());
        context = evaluation.context(
                evaluation.assess(patient.known(evaluation)),
                List.of(new Card.Link("Worksheet", "https://cds.example.org/worksheet", "absolute", null)));
    }

    @BeforeAll
    void theCaseShowsSeveralCards() {
        assertThat(context.assessment().cards()).hasSizeGreaterThan(3);
    }

    private static List<String> kinds(List<Card> cards) {
        return cards.stream().map(Card::kind).toList();
    }

    @Test
    void itPassesTheCheck() {
        assertThat(ContentLint.of(Content.at(content.folder())).stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .map(Finding::toString))
                .isEmpty();
    }

    @Test
    void itIsRenderedFromItsViewWithItsOwnTopicAndWithoutLinks() {
        List<Card> cards = guideline.cards().render(context);
        Card card = cards.get(cards.size() - 1);

        assertThat(card.kind()).isEqualTo(KIND);
        assertThat(card.summary()).isIn("Goals of care: none on file", "Goals of care: on file");
        assertThat(card.detail())
                .contains("Asked at "
                        + context.assessment().answers().at("Governing Level").text());
        assertThat(card.source().label()).startsWith("A site");
        assertThat(card.source().topic()).extracting(Card.Coding::display).isEqualTo(TOPIC);
        assertThat(card.links()).isEmpty();
        assertThat(cards.get(cards.size() - 2).links()).isNotEmpty();
    }

    @Test
    void itIsFoldedWhereAnEhrShowsFewCards() {
        int shown = context.assessment().cards().size() - 1;
        List<Card> cards = new CardRenderer(Content.at(content.folder()), shown, 0).render(context);

        assertThat(cards).hasSize(shown);
        assertThat(kinds(cards)).doesNotContain(KIND);
        assertThat(cards.get(shown - 1).detail()).contains("Goals of care: ");
    }

    @Test
    void itIsSuspendedAndNamed() {
        assertThat(guideline.cards().suspendable(Suspension.Kind.CARD)).containsEntry(KIND, TOPIC);
        Suspension suspension = new Suspension(
                UUID.randomUUID(), Suspension.Kind.CARD, KIND, "tried", "admin", Instant.EPOCH, Instant.EPOCH);
        List<Card> cards =
                guideline.cards().render(evaluation.context(context.assessment(), List.of(), List.of(suspension)));

        assertThat(kinds(cards)).doesNotContain(KIND).contains("SUSPENDED");
        assertThat(cards.stream().filter(card -> card.kind().equals("SUSPENDED")))
                .singleElement()
                .satisfies(card -> assertThat(card.detail()).contains(TOPIC));
    }

    @Test
    void itIsCountedWithoutWordsFromTheStart() {
        assertThat(guideline.cards().parts()).contains(KIND);
    }

    @Test
    void aMistakeInItsFileIsNamedWithTheFileAndTheMember() throws IOException {
        String path = CARDS + "/" + KIND + ".json";
        content.change(path, "\"links\"", "\"lniks\"");
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(() -> new CardRenderer(Content.at(content.folder()), 7, 0))
                .withMessageContaining(path)
                .withMessageContaining("lniks");
        content.change(path, "\"lniks\"", "\"links\"");

        content.change(path, "\"Goals Known.known\"", "\"Goals Known.knwon\"");
        CardRenderer cards = new CardRenderer(Content.at(content.folder()), 7, 0);
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(() -> cards.render(context))
                .withMessageContaining(path)
                .withMessageContaining("knwon");
        assertThat(misnamed()).singleElement().asString().startsWith(path).contains("known: ", "knwon");
        content.change(path, "\"Goals Known.knwon\"", "\"Goals Knwon.known\"");
        assertThat(misnamed()).singleElement().asString().startsWith(path).contains("known: ", "Goals Knwon");
        content.change(path, "\"Goals Knwon.known\"", "\"Goals Known.known\"");
    }

    private List<Finding> misnamed() {
        return GuidelineSource.asWritten(content.folder())
                .loadAfter(guideline, R4.context())
                .misnamed();
    }

    /** A wrong name deep in a path is found by check, whether or not a case shows it. */
    @Test
    void aMistakeInTheViewOfTheWorksheetIsNamedWithTheFileAndTheField() throws IOException {
        String path = "cds-hooks/worksheet/view.json";
        assertThat(misnamed()).isEmpty();

        content.change(path, "\"found.allSbrtRatio\"", "\"found.allSbrtRtaio\"");

        assertThat(misnamed())
                .singleElement()
                .asString()
                .startsWith(path)
                .contains("numbers.allSbrtRatio.value: ", "allSbrtRtaio");
        content.change(path, "\"found.allSbrtRtaio\"", "\"found.allSbrtRatio\"");
    }

    @Test
    void aKindWithoutItsFileIsNamed() throws IOException {
        Path file = content.folder().resolve(CARDS).resolve(KIND + ".json");
        String declared = Files.readString(file);
        Files.delete(file);
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> new CardRenderer(Content.at(content.folder()), 7, 0))
                .withMessageContaining(KIND + ".json");
        Files.writeString(file, declared);
    }
}
