package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.decision.Suspension;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import org.spinecds.workbench.WorkedCase;

/** Worked cases put to each of the three services: nothing suspended is said, and no warning that is suspended goes unnamed. */
class SuspendedCardsTests {

    private static final int EVERY = 12;
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Guideline GUIDELINE =
            GuidelineSource.asWritten(Path.of(".")).load(FHIR);
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Instant UNTIL = Instant.parse("2026-12-01T06:00:00Z");
    private static final String UNTIL_IN_WORDS = "2026-12-01 06:00 UTC";
    private static final String REASON = "Tested on a Sunday";
    private static final List<Asked> ALL = asked();

    /** A case put to a service, with what the rules say of it. */
    private record Asked(String id, Evaluation evaluation, Assessment assessment) {

        List<Card> cards(List<Suspension> inForce) {
            return GUIDELINE.cards().render(evaluation.context(assessment, List.of(), inForce));
        }

        boolean asksFor(String kind) {
            return assessment.cards().stream().anyMatch(card -> card.kind().equals(kind));
        }

        boolean sumsUp(String kind) {
            return asksFor("SUMMARY")
                    && assessment.summedUp().stream()
                            .anyMatch(card -> card.kind().equals(kind));
        }
    }

    private static List<Asked> asked() {
        CaseReader reader = new CaseReader(FHIR);
        List<WorkedCase> cases = WorkedCases.all();
        List<Asked> asked = new ArrayList<>();
        for (int place = 0; place < cases.size(); place += EVERY) {
            PatientCase patient = reader.read(GUIDELINE, cases.get(place));
            Evaluation asWritten = patient.put(GUIDELINE, Clock.systemUTC());
            for (ServiceDefinition service : GUIDELINE.services().services()) {
                Evaluation evaluation =
                        new Evaluation(GUIDELINE, service, asWritten.request(), Clock.fixed(Instant.EPOCH, UTC));
                asked.add(new Asked(
                        cases.get(place).id() + " " + service.id(),
                        evaluation,
                        evaluation.assess(patient.known(evaluation))));
            }
        }
        return asked;
    }

    private static Suspension suspension(Suspension.Kind kind, String code) {
        return new Suspension(UUID.randomUUID(), kind, code, REASON, "admin", Instant.EPOCH, UNTIL);
    }

    static Stream<String> kinds() {
        return GUIDELINE.cards().suspendable(Suspension.Kind.CARD).keySet().stream();
    }

    static Stream<String> options() {
        return GUIDELINE.cards().suspendable(Suspension.Kind.OPTION).keySet().stream();
    }

    static Stream<String> suggestions() {
        return GUIDELINE.cards().suspendable(Suspension.Kind.SUGGESTION).keySet().stream();
    }

    private static List<Card> of(String kind, List<Card> cards) {
        return cards.stream().filter(card -> card.kind().equals(kind)).toList();
    }

    private static String text(Card card) {
        return card.summary() + "\n" + card.detail();
    }

    /** What a card says besides the line that names what is suspended. */
    private static String said(Card card) {
        return text(card)
                .lines()
                .filter(line -> !line.startsWith("Suspended by this site: "))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> texts(List<Card> cards) {
        return cards.stream()
                .map(card -> text(card) + card.indicator() + card.suggestions().size())
                .toList();
    }

    @Test
    void theCasesReachEveryKindOfCardInEveryServiceThatHasIt() {
        Set<String> reached = new HashSet<>();
        ALL.forEach(asked -> asked.assessment().cards().forEach(card -> reached.add(card.kind())));

        assertThat(reached).containsExactlyInAnyOrderElementsOf(kinds().toList());
        assertThat(ALL.stream()
                        .filter(asked -> !asked.assessment().cards().isEmpty())
                        .map(asked -> asked.evaluation().service().id())
                        .distinct())
                .hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSuspendedCardIsNamedWhereTheRulesAskForItAndNowhereElse(String kind) {
        String topic = GUIDELINE.cards().suspendable(Suspension.Kind.CARD).get(kind);
        List<Suspension> inForce = List.of(suspension(Suspension.Kind.CARD, kind));
        int named = 0;
        for (Asked asked : ALL) {
            List<Card> cards = asked.cards(inForce);
            List<Card> naming = of("SUSPENDED", cards);

            assertThat(of(kind, cards)).as(asked.id()).isEmpty();
            if (asked.asksFor(kind) || asked.sumsUp(kind)) {
                named++;
                assertThat(naming).as(asked.id()).hasSize(1);
                Card card = naming.get(0);
                assertThat(card.detail()).as(asked.id()).contains(topic, REASON, UNTIL_IN_WORDS);
                assertThat(card.summary()).hasSizeLessThan(140).doesNotEndWith("…");
                assertThat(card.detail()).hasSizeLessThanOrEqualTo(1100);
                assertThat(card.detail().lines()).hasSizeLessThanOrEqualTo(10);
                assertThat(card.indicator()).isNotEqualTo("critical");
                if (kind.equals("EMERGENCY")) {
                    assertThat(card.indicator()).isEqualTo("warning");
                    assertThat(card.detail()).contains("examine today", "call spine surgery");
                    assertThat(cards.get(0)).isEqualTo(card);
                }
                if (kind.equals("DOSE_SAFETY")) {
                    assertThat(card.indicator()).isEqualTo("warning");
                    assertThat(card.detail()).contains("retrieve the prior plan", "by hand");
                }
            }
            if (naming.isEmpty()) {
                assertThat(texts(cards)).as(asked.id()).isEqualTo(texts(asked.cards(List.of())));
            }
            if (asked.assessment().cards().isEmpty()) {
                assertThat(cards).as(asked.id()).isEmpty();
            }
        }
        assertThat(named).as(kind).isPositive();
    }

    /** The rules make the summary of an opened chart critical for an emergency alone. */
    @Test
    void aSummaryLeavesOutTheEmergencyThatIsSuspendedWithItsLineItsDraftsAndItsLoudness() {
        List<Suspension> inForce = List.of(suspension(Suspension.Kind.CARD, "EMERGENCY"));
        int seen = 0;
        for (Asked asked : ALL) {
            if (asked.sumsUp("EMERGENCY") && !asked.asksFor("EMERGENCY")) {
                seen++;
                Card summary = of("SUMMARY", asked.cards(inForce)).get(0);
                assertThat(text(summary))
                        .as(asked.id())
                        .doesNotContain("Emergency", "Examine today", "**Possible spinal cord compression**");
                assertThat(summary.indicator()).as(asked.id()).isNotEqualTo("critical");
                assertThat(summary.suggestions()).as(asked.id()).isEmpty();
            }
        }
        assertThat(seen).isPositive();
    }

    @Test
    void aSummaryAndTheDraftsSayNoDoseWhileTheDoseCardIsSuspended() {
        List<Suspension> inForce = List.of(suspension(Suspension.Kind.CARD, "DOSE_SAFETY"));
        int seen = 0;
        for (Asked asked : ALL) {
            for (Card card : of("SUMMARY", asked.cards(inForce))) {
                seen++;
                assertThat(card.summary()).as(asked.id()).isNotBlank().doesNotContain("EQD2", "thecal sac");
                assertThat(card.detail().lines().filter(line -> line.startsWith("- ")))
                        .as(asked.id())
                        .noneMatch(line -> line.contains("prior thecal sac dose") || line.contains("left for SBRT"));
                assertThat(card.suggestions().toString())
                        .as(asked.id())
                        .doesNotContain("Prior thecal sac dose: ", "Prior courses: ");
            }
        }
        assertThat(seen).isPositive();
    }

    /** Outside the source no number is shown, whatever is suspended. */
    @Test
    void noDoseAppearsForAPatientOutsideTheSourceBecauseTheScopeCardIsSuspended() {
        List<Suspension> inForce =
                List.of(suspension(Suspension.Kind.CARD, "SCOPE"), suspension(Suspension.Kind.CARD, "EMERGENCY"));
        int seen = 0;
        for (Asked asked : ALL) {
            if (new ReadAnswers(asked.assessment()).isOutOfScope() && asked.asksFor("SUMMARY")) {
                seen++;
                assertThat(of("SUMMARY", asked.cards(inForce))).as(asked.id()).allSatisfy(card -> assertThat(text(card))
                        .doesNotContain(" Gy"));
            }
        }
        assertThat(seen).isPositive();
    }

    @ParameterizedTest
    @MethodSource("options")
    void aSuspendedOptionIsListedNowhereAndNamedWhereItWas(String option) {
        String words = GUIDELINE.cards().suspendable(Suspension.Kind.OPTION).get(option);
        List<Suspension> inForce = List.of(suspension(Suspension.Kind.OPTION, option));
        for (Asked asked : ALL) {
            List<Card> before = asked.cards(List.of());
            List<Card> cards = asked.cards(inForce);

            assertThat(new ReadAnswers(GUIDELINE
                                    .cards()
                                    .without(asked.assessment(), inForce, UTC)
                                    .assessment())
                            .options())
                    .noneMatch(one -> one.key().equals(option));
            assertThat(cards).hasSameSizeAs(before);
            for (Card card : of("OPTIONS", cards)) {
                assertThat(said(card)
                                .lines()
                                .filter(line -> line.startsWith("- **") || line.startsWith("Options"))
                                .map(line -> line.replaceAll("\\(it exceeds: [^)]*\\)", "")))
                        .as(asked.id())
                        .noneMatch(line -> line.matches(
                                ".*(?:: |, |; |consider )" + java.util.regex.Pattern.quote(words) + "(?:[,;.( ]|$).*"));
                boolean wasJudged = new ReadAnswers(asked.assessment())
                        .options().stream()
                                .anyMatch(one -> one.key().equals(option)
                                        && !one.status().equals("not-applicable"));
                assertThat(card.detail().contains(words + " until " + UNTIL_IN_WORDS))
                        .as(asked.id())
                        .isEqualTo(wasJudged);
            }
        }
    }

    @Test
    void theSteroidIsNotAdvisedInAnEmergencyWhileItIsSuspended() {
        List<Suspension> inForce = List.of(suspension(Suspension.Kind.OPTION, "STEROIDS"));
        int seen = 0;
        for (Asked asked : ALL) {
            for (Card card : of("EMERGENCY", asked.cards(inForce))) {
                seen += card.detail().contains("Corticosteroid: decide by local practice.") ? 1 : 0;
                assertThat(card.detail())
                        .as(asked.id())
                        .doesNotContain("Corticosteroid is advised", "Corticosteroid is to be considered");
            }
        }
        assertThat(seen).isPositive();
    }

    @ParameterizedTest
    @MethodSource("suggestions")
    void aSuspendedSuggestionIsNotDraftedAndIsNamed(String key) {
        List<Suspension> inForce = List.of(suspension(Suspension.Kind.SUGGESTION, key));
        for (Asked asked : ALL) {
            List<Card> before = asked.cards(List.of());
            List<Card> cards = asked.cards(inForce);
            for (int place = 0; place < before.size(); place++) {
                boolean bore = before.get(place).suggestions().stream()
                        .anyMatch(one -> one.key().equals(key));
                assertThat(cards.get(place).suggestions()).as(asked.id()).noneMatch(one -> one.key()
                        .equals(key));
                if (bore) {
                    assertThat(cards.get(place).detail())
                            .as(asked.id())
                            .contains("Suspended by this site: ", UNTIL_IN_WORDS);
                }
            }
        }
    }

    @Test
    void everythingMayBeSuspendedAtOnceAndIsNamedInOneCard() {
        List<Suspension> inForce =
                kinds().map(kind -> suspension(Suspension.Kind.CARD, kind)).toList();
        Map<String, String> topics = GUIDELINE.cards().suspendable(Suspension.Kind.CARD);
        for (Asked asked : ALL) {
            List<Card> cards = asked.cards(inForce);
            if (asked.assessment().cards().isEmpty()) {
                assertThat(cards).isEmpty();
            } else {
                assertThat(cards).as(asked.id()).hasSize(1);
                assertThat(cards.get(0).summary()).hasSizeLessThan(140).doesNotEndWith("…");
                assertThat(cards.get(0).detail().lines()).hasSizeLessThanOrEqualTo(10);
                asked.assessment().cards().forEach(need -> assertThat(
                                cards.get(0).detail())
                        .as(asked.id())
                        .contains(topics.getOrDefault(need.kind(), "?")));
            }
        }
    }

    /** Whoever writes the reason is no author of cards: it is escaped as the texts of a record are. */
    @ParameterizedTest
    @ValueSource(strings = {"SUSPENDED", "HELD"})
    void theReasonIsEscaped(String kind) {
        Suspension made = new Suspension(
                UUID.randomUUID(),
                Suspension.Kind.CARD,
                "DOSE_SAFETY",
                "<b>*x*</b> [a](http://e.example)",
                "admin",
                Instant.EPOCH,
                UNTIL);
        Card card = kind.equals("HELD")
                ? GUIDELINE.cards().held(made, UTC)
                : of(
                                kind,
                                ALL.stream()
                                        .filter(asked -> asked.asksFor("DOSE_SAFETY"))
                                        .findFirst()
                                        .orElseThrow()
                                        .cards(List.of(made)))
                        .get(0);

        assertThat(card.detail()).contains("&lt;b&gt;\\*x\\*&lt;/b&gt; \\[a\\]").doesNotContain("<b>", "http://");
        assertThat(card.summary()).doesNotContain("<b>");
    }

    @Test
    void theLongestReasonsOfAnEmergencyAndADoseAreSaidWhole() {
        Asked asked = ALL.stream()
                .filter(one -> one.asksFor("EMERGENCY") && one.asksFor("DOSE_SAFETY"))
                .findFirst()
                .orElseThrow();
        List<Suspension> inForce = Stream.of("EMERGENCY", "DOSE_SAFETY")
                .map(kind -> new Suspension(
                        UUID.randomUUID(),
                        Suspension.Kind.CARD,
                        kind,
                        kind.substring(0, 1).repeat(160),
                        "admin",
                        Instant.EPOCH,
                        UNTIL))
                .toList();

        assertThat(of("SUSPENDED", asked.cards(inForce)).get(0).detail())
                .contains("E".repeat(160), "D".repeat(160), "examine today", "retrieve the prior plan")
                .hasSizeLessThanOrEqualTo(1100);
    }

    @Test
    void whatEndsLastIsSaidWhereAThingIsSuspendedTwice() {
        Suspension sooner = new Suspension(
                UUID.randomUUID(),
                Suspension.Kind.CARD,
                "DOSE_SAFETY",
                "ends sooner",
                "admin",
                Instant.EPOCH,
                UNTIL.minusSeconds(3600));
        Asked asked = ALL.stream()
                .filter(one -> one.asksFor("DOSE_SAFETY"))
                .findFirst()
                .orElseThrow();

        assertThat(of("SUSPENDED", asked.cards(List.of(sooner, suspension(Suspension.Kind.CARD, "DOSE_SAFETY"))))
                        .get(0)
                        .detail())
                .contains(UNTIL_IN_WORDS, REASON)
                .doesNotContain("ends sooner");
    }

    @Test
    void theCardOfAHeldServiceSaysThatNothingWasCheckedWhyAndUntilWhen() {
        Card card = GUIDELINE.cards().held(suspension(Suspension.Kind.SERVICE, Suspension.ALL), UTC);

        assertThat(card.kind()).isEqualTo("HELD");
        assertThat(card.indicator()).isEqualTo("warning");
        assertThat(card.summary()).hasSizeLessThan(140);
        assertThat(card.detail())
                .contains("Nothing was checked", "neither prior dose nor emergency signs", REASON, UNTIL_IN_WORDS);
    }

    @Test
    void theCardThatNamesWhatIsSuspendedIsNeverFolded() {
        List<Card> cards = Stream.of("EMERGENCY", "SUSPENDED", "OPTIONS", "SURGICAL", "REFERRAL")
                .map(kind -> new Card(
                        kind,
                        kind,
                        kind,
                        "info",
                        new Card.Source("source", null, null),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(Card.EXTENSION, Map.of("kind", kind))))
                .toList();

        assertThat(Folding.toAtMost(2, cards, GUIDELINE.cards().kinds()::standsAlone).stream()
                        .map(Card::kind))
                .containsExactly("EMERGENCY", "SUSPENDED", "OPTIONS");
    }
}
