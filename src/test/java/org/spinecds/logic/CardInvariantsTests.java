package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.OrderingContext;
import org.spinecds.content.Content;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.ReadAnswers;
import tools.jackson.databind.JsonNode;

/**
 * Invariants 7, 8 and 11 to 16 of the clinical specification, section 13, over seeded patients with every assessment
 * present or absent at random; as many as {@code -Dinvariants.records} says.
 */
class CardInvariantsTests {

    private static final long SEED = 20_261_124L;
    private static final int RECORDS = Integer.getInteger("invariants.records", 300);
    private static final CardRenderer RENDERER = new CardRenderer(Content.at(null), 7, 0);
    static final OrderingContext ORDERING = new OrderingContext(
            "p", "Practitioner/dr-1", null, StoredKnowledge.DAY.toLocalDate(), List.of(), List.of("MR spine"), false);
    private static final Pattern VERDICT = Pattern.compile("(?i)\\bsafe(ly)?\\b");
    private static final Pattern RAW = Pattern.compile("\\bnull\\b|\\bNaN\\b|Tuple|\\{\\{");
    private static final Pattern LOOSE_END = Pattern.compile("[.;:,]{2}| [.;,]|\\(\\)|\\*\\*\\*\\*");
    private static final int MOST_LINES = 10;
    private static final int MOST_CHARACTERS = 1100;
    private static final Pattern DOSE = Pattern.compile("\\d\\s*c?Gy");

    /** A drawn patient: what is known of them, and the record that says it. */
    private record Drawn(
            PatientRecord record,
            boolean isChild,
            @Nullable Boolean newDeficit,
            @Nullable Boolean symptoms,
            @Nullable Boolean documented,
            @Nullable String bilsky,
            @Nullable String asia) {

        /** Section 9.2 and revision 2, N-1 and N-4, read anew. */
        boolean isEmergency() {
            boolean deficit = Boolean.TRUE.equals(newDeficit);
            boolean neuro = deficit
                    || Boolean.TRUE.equals(symptoms)
                    || Set.of("A", "B", "C", "D").contains(asia + "");
            boolean mescc = Set.of("2", "3").contains(bilsky + "") || Boolean.TRUE.equals(documented);
            boolean intact = !neuro
                    && ("E".equals(asia) || (Boolean.FALSE.equals(newDeficit) && Boolean.FALSE.equals(symptoms)));
            return deficit
                    || (neuro && (mescc || bilsky == null))
                    || Set.of("A", "B", "C").contains(asia + "")
                    || "3".equals(bilsky)
                    || (Boolean.TRUE.equals(documented) && !intact);
        }
    }

    static Stream<Integer> seeds() {
        return IntStream.range(0, RECORDS).boxed();
    }

    private static Drawn draw(int number) {
        Random random = new Random(SEED + number);
        boolean isChild = random.nextInt(8) == 0;
        PatientRecord record = PatientRecord.born(isChild ? "2010-06-01" : "1960-05-05", "T8");
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            course(random, record, "c" + i);
        }
        if (random.nextInt(3) == 0) {
            record.proposedSbrt(
                    String.valueOf(16 + random.nextInt(20)),
                    1 + random.nextInt(5),
                    BigDecimal.valueOf(60 + random.nextInt(140), 1).toPlainString(),
                    "T8");
        }
        Boolean newDeficit = fact(random, record, "new-neurological-deficit", 6);
        Boolean symptoms = fact(random, record, "compression-symptoms", 5);
        Boolean documented = fact(random, record, "documented-cord-compression", 6);
        String bilsky =
                maybe(random, () -> List.of("0", "1a", "1b", "1c", "2", "3").get(random.nextInt(6)));
        if (bilsky != null) {
            record.observed("bilsky-escc-grade", PatientRecord.answer("bilsky-escc", bilsky));
        }
        String asia =
                random.nextInt(4) > 0 ? null : List.of("A", "B", "C", "D", "E").get(random.nextInt(5));
        if (asia != null) {
            record.observed("asia-impairment-scale", PatientRecord.answer("asia-impairment", asia));
        }
        if (random.nextInt(4) > 0) {
            record.observed("sins-total", new IntegerType(random.nextInt(19)));
        }
        if (random.nextInt(4) > 0) {
            record.observed("89247-1", new IntegerType(random.nextInt(5)));
        }
        if (random.nextInt(4) > 0) {
            record.observed(
                    "expected-survival",
                    new Quantity().setValue(random.nextInt(25)).setCode("mo"));
        }
        if (random.nextInt(4) > 0) {
            record.observed("72514-3", new Quantity().setValue(random.nextInt(11)));
        }
        fact(random, record, "symptom-recurrence", 2);
        fact(random, record, "radiographic-progression", 2);
        fact(random, record, "surgical-candidate", 2);
        fact(random, record, "hardware-failure", 6);
        return new Drawn(record, isChild, newDeficit, symptoms, documented, bilsky, asia);
    }

    private static void course(Random random, PatientRecord record, String id) {
        String[][] courses = {
            {PatientRecord.THREE_DIMENSIONAL, "30", "10"},
            {PatientRecord.THREE_DIMENSIONAL, "20", "5"},
            {PatientRecord.THREE_DIMENSIONAL, "8", "1"},
            {PatientRecord.SBRT, "24", "2"},
            {null, "45", "25"},
            {PatientRecord.THREE_DIMENSIONAL, null, null}
        };
        String[] drawn = courses[random.nextInt(courses.length)];
        String end = "202" + (2 + random.nextInt(4)) + "-0" + (1 + random.nextInt(9)) + "-10";
        record.course(
                id,
                drawn[0],
                drawn[1],
                random.nextInt(12) == 0 ? null : "Gy",
                drawn[2] == null ? null : Integer.valueOf(drawn[2]),
                random.nextInt(10) == 0 ? null : end,
                random.nextInt(3) == 0 ? "T7" : "T8");
        if (random.nextInt(3) == 0 && drawn[2] != null) {
            record.thecalSacMaximum(id, String.valueOf(5 + random.nextInt(25)), "Gy");
        }
    }

    private static @Nullable Boolean fact(Random random, PatientRecord record, String code, int oneIn) {
        if (random.nextBoolean()) {
            return null;
        }
        boolean value = random.nextInt(oneIn) == 0;
        record.observed(code, new BooleanType(value));
        return value;
    }

    private static @Nullable String maybe(Random random, Supplier<String> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }

    private static List<Card> cards(ReadAnswers assessment) {
        return RENDERER.render(new CardContext(
                assessment.assessment(),
                ORDERING,
                null,
                List.of(),
                List.of(),
                RENDERER.without(assessment.assessment(), List.of(), ZoneOffset.UTC)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theEmergencyCardIsThereWheneverItMustBeAndComesFirst(int number) {
        Drawn drawn = draw(number);
        List<Assessment.CardNeed> cards = drawn.record().assessed().cards();

        assertThat(cards.stream().anyMatch(card -> card.kind().equals("EMERGENCY")))
                .isEqualTo(drawn.isEmergency());
        if (drawn.isEmergency()) {
            assertThat(cards.get(0)).isEqualTo(new Assessment.CardNeed("EMERGENCY", "critical"));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anOfferOfSbrtRestsOnEverythingItNeeds(int number) {
        ReadAnswers assessment = draw(number).record().assessed();
        boolean isOffered = assessment.options().stream()
                .anyMatch(
                        option -> option.key().equals("SBRT") && option.status().equals("offer"));
        if (isOffered) {
            LevelAssessment level = assessment.levels().get(0);
            ReadAnswers.Derived derived = assessment.derived();
            assertThat(level.exact()).isTrue();
            assertThat(level.constraints().C4().status()).isIn("met", "not-applicable");
            assertThat(assessment.missing()).isSubsetOf("NEUROLOGICAL_STATUS");
            assertThat(derived.survivalClass()).isEqualTo("gt6");
            assertThat(derived.ecog()).isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsSaidWhereTheTriggerIsSilent(int number) {
        PatientRecord record = draw(number).record();

        for (String silent : List.of("24627-2", "30746-2")) {
            ReadAnswers assessment = record.assessed(StoredKnowledge.LOGIC, "Cards", "order-select", silent);
            assertThat(assessment.trigger().cards()).isFalse();
            assertThat(assessment.cards()).isEmpty();
        }
        ReadAnswers without = record.withoutMetastasis().assessed();
        assertThat(without.trigger().reason()).isIn("NO_SPINE_METASTASIS", "REIRRADIATION_PLANNED", "EMERGENCY");
        assertThat(without.cards().isEmpty())
                .isEqualTo(without.trigger().reason().equals("NO_SPINE_METASTASIS"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyCardKeepsToTheRulesOfWording(int number) {
        Drawn drawn = draw(number);
        ReadAnswers assessment = drawn.record().assessed();
        boolean usesSurrogate = assessment.levels().stream()
                .flatMap(level -> level.contributions().stream())
                .anyMatch(contribution -> contribution.basis().startsWith("prescription-surrogate"));
        for (Card card : cards(assessment)) {
            String text = card.summary() + " " + card.detail();
            assertThat(card.summary()).hasSizeLessThan(140);
            assertThat(card.detail().lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
            assertThat(card.detail()).hasSizeLessThanOrEqualTo(MOST_CHARACTERS);
            assertThat(text).doesNotContainPattern(LOOSE_END);
            assertThat(text).doesNotContainPattern(VERDICT).doesNotContainPattern(RAW);
            if (drawn.isChild()) {
                assertThat(text).doesNotContainPattern(DOSE);
            } else if (DOSE.matcher(card.detail()).find()) {
                assertThat(card.detail()).contains("alpha/beta 2");
            }
            if (usesSurrogate && card.summary().startsWith("T8")) {
                assertThat(card.detail()).contains("surrogate");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySuggestionIsAnOrderForPeopleFromTheRecordAndNamesNoDoseForAChild(int number) {
        Drawn drawn = draw(number);
        List<String> known = drawn.record().references();
        for (Card card : cards(drawn.record().assessed())) {
            for (Card.Suggestion suggestion : card.suggestions()) {
                JsonNode order = suggestion.actions().get(0).resource();
                assertThat(order.path("resourceType").asString()).isIn("ServiceRequest", "Task");
                for (String element : List.of("reasonReference", "supportingInfo", "focus")) {
                    assertThat(order.path(element).findValuesAsString("reference"))
                            .allMatch(known::contains);
                }
                String text = suggestion.label() + order;
                assertThat(text).doesNotContainPattern(VERDICT).doesNotContainPattern(RAW);
                if (drawn.isChild()) {
                    assertThat(text).doesNotContainPattern(DOSE);
                } else if (DOSE.matcher(order.path("note").toString()).find()) {
                    assertThat(text).contains("alpha/beta 2");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameRecordInAnyOrderGivesTheSameCards(int number) {
        List<Card> once = cards(draw(number).record().assessed());
        List<Card> again = cards(draw(number).record().shuffled(SEED + number).assessed());

        assertThat(again.stream().map(card -> card.summary() + card.detail() + card.indicator()))
                .containsExactlyElementsOf(once.stream()
                        .map(card -> card.summary() + card.detail() + card.indicator())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsMissingAloneIsNeverCritical(int number) {
        ReadAnswers assessment = draw(number).record().assessed();
        boolean planFails = assessment.levels().stream()
                .map(LevelAssessment::constraints)
                .flatMap(constraints -> Stream.of(
                        constraints.C1().status(),
                        constraints.C2().status(),
                        constraints.C3().status(),
                        constraints.C4().status(),
                        constraints.DE_NOVO() == null
                                ? "-"
                                : constraints.DE_NOVO().status()))
                .anyMatch(status -> status.equals("not-met"));
        assertThat(assessment.cards())
                .filteredOn(card -> card.indicator().equals("critical"))
                .allMatch(
                        card -> card.kind().equals("EMERGENCY") || (card.kind().equals("DOSE_SAFETY") && planFails));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void signingShowsWhatWarnsAndTheChartOneSummaryOfIt(int number) {
        PatientRecord record = draw(number).record();
        List<Assessment.CardNeed> all = record.assessed().cards();
        List<Assessment.CardNeed> urgent =
                all.stream().filter(card -> !card.indicator().equals("info")).toList();

        ReadAnswers signing = record.assessed(StoredKnowledge.LOGIC, "Cards For Signing", "order-sign", "36400-0");
        assertThat(signing.cards()).isEqualTo(urgent);

        ReadAnswers chart = record.assessed(StoredKnowledge.LOGIC, "Summary Card", "patient-view", "36400-0");
        List<Card> shown = cards(chart);
        boolean isUrgent = !chart.assessment().summedUp().isEmpty();
        boolean isShown = isUrgent || !chart.problems().isEmpty();
        assertThat(shown).hasSize(isShown ? 1 : 0);
        if (isShown) {
            assertThat(shown.get(0).kind()).isEqualTo("SUMMARY");
        }
    }
}
