package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.content.Content;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is on file and not read has a line that says which element, what is there, why it is not read, and what to send. */
class AssessmentsNotReadTests {

    private static final CardRenderer RENDERER = new CardRenderer(Content.at(null), 7, 0);
    private static final JsonNode PHRASES =
            JsonMapper.shared().readTree(StoredKnowledge.text(Path.of("cds-hooks/cards/phrases.json")));

    /** As many as a card names. */
    private static final int NAMED = 2;

    @Test
    void theLineNamesTheResourceTheElementWhatIsThereWhyAndHowToMendIt() {
        String detail = card("SUMMARY", treated().observed("expected-survival", new Quantity(90).setUnit("d")));

        assertThat(detail)
                .contains("- **expected survival (months)**: \"90 d\""
                        + " is not read: its unit is missing or is none of mo, wk and a; nothing was converted.");
    }

    @Test
    void aRecordWithoutAValueIsSaidToHaveNone() {
        assertThat(card("SUMMARY", treated().observed("bilsky-escc-grade", new Quantity())))
                .contains("**Bilsky grade** is not read: it has no value.");
    }

    @Test
    void whatIsThereIsEscapedAndCutShort() {
        String report = "<b onclick=x>*Cord* compressed</b>\n| ".repeat(9);

        assertThat(card("SUMMARY", treated().observed("bilsky-escc-grade", new StringType(report))))
                .contains("**Bilsky grade**: \"&lt;b onclick=x&gt;\\*Cord\\* compressed&lt;/b&gt;")
                .contains("…\" is not read")
                .doesNotContain("<b", report.substring(0, 100));
    }

    @Test
    void aResourceWithoutAnIdIsNamedByItsType() {
        PatientRecord record = treated().observed("bilsky-escc-grade", new StringType("2"));
        record.withoutIds();

        assertThat(card("SUMMARY", record)).contains("**Bilsky grade**: \"2\"");
    }

    @Test
    void whereNothingIsMissingTheLineStandsWithTheOptions() {
        PatientRecord record = treated()
                .observed("bilsky-escc-grade", PatientRecord.answer("bilsky-escc", "1a"))
                .observed("sins-total", new IntegerType(5))
                .observed("89247-1", new IntegerType(1))
                .observed("expected-survival", new Quantity(14).setCode("mo"))
                .observed("surgical-candidate", new CodeableConcept(new Coding("urn:x", "373066001", "Yes")));

        assertThat(card("SUMMARY", record))
                .contains("**surgical candidate**: \"Yes\" is not read: it is neither true nor false.");
    }

    static List<WorkedCase> casesWithWhatIsNotRead() {
        return WorkedCases.all().stream()
                .filter(play -> play.expected().has("notRead"))
                .toList();
    }

    /** Whatever the kind and the fault: the first two have a line with their name on one card, and the others are counted there. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("casesWithWhatIsNotRead")
    void everyCaseHasItsLine(WorkedCase play) {
        ReadAnswers assessment = CasePlayer.of(play).assess(StoredKnowledge.LOGIC);
        List<Card> cards = RENDERER.render(new CardContext(
                assessment.assessment(),
                CardInvariantsTests.ORDERING,
                null,
                List.of(),
                List.of(),
                RENDERER.without(assessment.assessment(), List.of(), ZoneOffset.UTC)));

        List<ReadAnswers.NotRead> unread = assessment.notRead();
        assertThat(unread).isNotEmpty();
        assertThat(cards).anySatisfy(card -> {
            List<String> lines = card.detail()
                    .lines()
                    .filter(line -> line.contains(" is not read: "))
                    .toList();
            assertThat(lines).hasSize(Math.min(NAMED, unread.size()));
            for (int place = 0; place < lines.size(); place++) {
                assertThat(lines.get(place)).startsWith("- **" + name(unread.get(place)) + "**");
            }
            if (unread.size() > NAMED) {
                assertThat(card.detail()).contains("- " + (unread.size() - NAMED) + " more on file and not read");
            }
        });
    }

    private static String name(ReadAnswers.NotRead unread) {
        return PHRASES.path("fact").path(unread.fact()).asString();
    }

    private static PatientRecord treated() {
        return PatientRecord.of("T8").course("a", PatientRecord.THREE_DIMENSIONAL, "30", "Gy", 10, "2025-01-10", "T8");
    }

    private static List<Card> cards(PatientRecord record) {
        return RENDERER.render(new CardContext(
                record.assessed().assessment(),
                CardInvariantsTests.ORDERING,
                null,
                List.of(),
                List.of(),
                RENDERER.without(record.assessed().assessment(), List.of(), ZoneOffset.UTC)));
    }

    private static String card(String kind, PatientRecord record) {
        return cards(record).stream()
                .filter(card -> card.kind().equals(kind))
                .map(Card::detail)
                .findFirst()
                .orElse("");
    }
}
