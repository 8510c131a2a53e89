package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.content.Content;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.guideline.GuidelineSource;
import org.spinecds.workbench.CaseReader;
import org.spinecds.workbench.PatientCase;
import org.spinecds.workbench.Trial;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A fault in the words costs the card that needs them, and no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardsFailApartTests {

    private static final String GUIDELINE = "cql/guideline.json";

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CARDS = "cds-hooks/cards";
    private static final String SUGGESTIONS = "cds-hooks/suggestions";
    private static final String PHRASES = CARDS + "/phrases.json";
    private static final String BROKEN = "{{nobodyFillsThis}}";
    private static final String LOST_ITS_WORDS = "This card has lost its own words";
    private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** With the examples they show every kind of card and every suggestion. */
    private static final List<String> CASES = List.of("G022", "K725", "G055", "Q059", "G102", "G026", "W109");

    private static final List<String> KINDS =
            List.of("EMERGENCY", "SCOPE", "DOSE_SAFETY", "DATA_QUALITY", "OPTIONS", "SURGICAL", "REFERRAL", "SUMMARY");

    /** Whole, then with a file of it changed. */
    private final Map<String, String> files = new HashMap<>();

    private final Path folder;
    private final List<CardContext> calls = new ArrayList<>();
    private final List<List<Card>> whole = new ArrayList<>();
    private final Map<String, String> topics = new HashMap<>();

    CardsFailApartTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    void answerWithTheWholeContent() throws IOException {
        for (String part : List.of(CARDS, SUGGESTIONS, "cql/input/cql")) {
            Files.createDirectories(folder.resolve(part));
            try (Stream<Path> paths = Files.list(Path.of(part))) {
                for (Path path : paths.toList()) {
                    files.put(part + "/" + path.getFileName(), Files.readString(path));
                }
            }
        }
        files.put(GUIDELINE, Files.readString(Path.of(GUIDELINE)));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        KINDS.forEach(kind -> topics.put(
                kind,
                JSON.readTree(files.get(CARDS + "/" + kind + ".json"))
                        .path("topic")
                        .asString()));
        Guideline guideline = GuidelineSource.asWritten(Path.of(".")).load(FHIR);
        CaseReader reader = new CaseReader(FHIR);
        Stream.concat(
                        CASES.stream().map(id -> reader.read(guideline, WorkedCases.named(id))),
                        Trial.examples(guideline).stream()
                                .map(path -> reader.read(
                                        guideline, path, guideline.content().text(path))))
                .forEach(patient -> calls.add(context(guideline, patient)));
        calls.forEach(call -> whole.add(guideline.cards().render(call)));
        assertThat(whole.stream().flatMap(List::stream).map(Card::kind)).contains(KINDS.toArray(String[]::new));
        assertThat(whole.stream().flatMap(List::stream).map(Card::indicator)).contains("critical", "warning", "info");
    }

    private static CardContext context(Guideline guideline, PatientCase patient) {
        Evaluation evaluation = patient.put(guideline, Clock.systemUTC());
        return evaluation.context(
                evaluation.assess(patient.known(evaluation)),
                List.of(new Card.Link("Worksheet", "https://cds.example.org/worksheet", "absolute", null)));
    }

    private CardRenderer with(String path, UnaryOperator<String> change) throws IOException {
        String sound = files.getOrDefault(path, "");
        String changed = change.apply(sound);
        assertThat(changed).isNotEqualTo(sound);
        Files.writeString(folder.resolve(path), changed);
        try {
            return new CardRenderer(Content.at(folder), 7, 0);
        } finally {
            Files.writeString(folder.resolve(path), sound);
        }
    }

    static Stream<String> kinds() {
        return KINDS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aBrokenTemplateCostsOnlyTheCardOfItsKind(String kind) throws IOException {
        CardRenderer cards = with(CARDS + "/" + kind + ".md", text -> text + BROKEN + "\n");
        int seen = 0;
        for (int i = 0; i < calls.size(); i++) {
            Worded answer = cards.renderApart(calls.get(i));
            List<Card> before = whole.get(i);
            boolean isShown = before.stream().anyMatch(card -> card.kind().equals(kind));
            assertEachAsBeforeOrPlain(before, answer, isShown ? Set.of(kind) : Set.of());
            seen += isShown ? 1 : 0;
        }
        assertThat(seen).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ask", "finding", "record", "refer", "stamp"})
    void aBrokenPartOfTemplatesCostsTheCardsThatShowIt(String part) throws IOException {
        CardRenderer cards = with(CARDS + "/" + part + ".md", text -> BROKEN + text);
        Set<String> lost = new LinkedHashSet<>();
        for (int i = 0; i < calls.size(); i++) {
            Worded answer = cards.renderApart(calls.get(i));
            Set<String> plain = plain(answer);
            assertEachAsBeforeOrPlain(whole.get(i), answer, plain);
            lost.addAll(plain);
        }
        Map<String, String> templates = new HashMap<>();
        KINDS.forEach(kind -> templates.put(kind, files.getOrDefault(CARDS + "/" + kind + ".md", "")));
        assertThat(lost)
                .containsExactlyInAnyOrderElementsOf(KINDS.stream()
                        .filter(kind -> templates.getOrDefault(kind, "").contains("{{> " + part + "}}"))
                        .toList());
    }

    /** It fails with an error and not with an exception. */
    @Test
    void aTemplateThatHoldsItselfCostsTheCardsThatShowIt() throws IOException {
        CardRenderer cards = with(CARDS + "/refer.md", text -> text + "{{> refer}}\n");
        for (int i = 0; i < calls.size(); i++) {
            Worded answer = cards.renderApart(calls.get(i));
            assertThat(plain(answer)).isSubsetOf("OPTIONS", "SUMMARY");
            assertEachAsBeforeOrPlain(whole.get(i), answer, plain(answer));
        }
    }

    /** Groups of phrases, and where they are within others. */
    static Stream<String> groups() throws IOException {
        List<String> groups = new ArrayList<>();
        JSON.readTree(Files.readString(Path.of(PHRASES))).properties().forEach(group -> {
            boolean isNested = group.getValue().valueStream().noneMatch(JsonNode::isString);
            if (isNested) {
                group.getValue().propertyNames().forEach(within -> groups.add(group.getKey() + "." + within));
            } else {
                groups.add(group.getKey());
            }
        });
        return groups.stream();
    }

    private static String without(String group, String phrases) {
        ObjectNode all = (ObjectNode) JSON.readTree(phrases);
        int dot = group.indexOf('.');
        ObjectNode parent = dot < 0 ? all : (ObjectNode) all.path(group.substring(0, dot));
        parent.putObject(group.substring(dot + 1));
        return all.toString();
    }

    /**
     * Words that a card may do without are left out of the answer: reasons and notes that not every code has, and the
     * reasons for an override (CDS Hooks 2.0.1, Card Attributes). The words of a suspension are tried: those stop the
     * start.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("groups")
    void aGroupOfPhrasesThatIsEmptyCostsTheCardsThatShowIt(String group) throws IOException {
        if (group.equals("lead")) {
            assertThatExceptionOfType(WordingBroken.class)
                    .isThrownBy(() -> with(PHRASES, text -> without(group, text)))
                    .withMessageContaining(group);
            return;
        }
        CardRenderer cards = with(PHRASES, text -> without(group, text));
        boolean isOptional = Set.of("doseReason", "offerNote", "override").contains(group);
        for (int i = 0; i < calls.size(); i++) {
            Worded answer = cards.renderApart(calls.get(i));
            if (isOptional) {
                assertThat(answer.unworded()).isEmpty();
            } else {
                assertEachAsBeforeOrPlain(whole.get(i), answer, plain(answer));
                assertThat(answer.unworded())
                        .allSatisfy(one -> assertThat(one.why()).contains("no words for " + group));
            }
        }
    }

    /** What the models of several cards hold costs those that show it alone. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "reason EMERGENCY,SUMMARY",
                "binding DOSE_SAFETY",
                "optionStanding SURGICAL",
                "referralText REFERRAL,OPTIONS,SUMMARY",
                "surgical SURGICAL,SUMMARY",
                "problem DATA_QUALITY,SCOPE,OPTIONS,SUMMARY",
                "missing OPTIONS,SUMMARY"
            })
    void aMissingPhraseCostsNoCardThatDoesNotShowIt(String group) throws IOException {
        String name = group.split(" ", 2)[0];
        Set<String> mayLose = Set.of(group.split(" ", 2)[1].split(",", -1));
        CardRenderer cards = with(PHRASES, text -> without(name, text));
        Set<String> lost = new LinkedHashSet<>();
        calls.forEach(call -> lost.addAll(plain(cards.renderApart(call))));

        assertThat(lost).isNotEmpty().isSubsetOf(mayLose);
    }

    @Test
    void anEmergencyWithoutWordsSaysWhatToDoNow() throws IOException {
        CardRenderer cards = with(CARDS + "/EMERGENCY.md", text -> BROKEN + text);
        int urgent = 0;
        for (CardContext call : calls) {
            for (Card card : cards.renderApart(call).cards()) {
                if (card.kind().equals("EMERGENCY")) {
                    boolean isCritical = card.indicator().equals("critical");
                    assertThat(card.summary())
                            .startsWith(isCritical ? "Emergency signs are on file" : "Possible cord compression")
                            .contains(isCritical ? "Examine now; call spine surgery" : "Examine today")
                            .contains(levels(call));
                    urgent++;
                }
            }
        }
        assertThat(urgent).isGreaterThan(2);
    }

    private static List<String> levels(CardContext call) {
        return call.assessment().answers().at("Emergency.levels").texts();
    }

    @Test
    void aDoseWithoutWordsSaysThatNothingMayBePlanned() throws IOException {
        CardRenderer cards = with(CARDS + "/DOSE_SAFETY.md", text -> BROKEN + text);
        assertThat(calls.stream()
                        .flatMap(call -> cards.renderApart(call).cards().stream())
                        .filter(card -> card.kind().equals("DOSE_SAFETY")))
                .isNotEmpty()
                .allSatisfy(card -> assertThat(card.summary())
                        .contains("cannot be shown")
                        .contains("before the prior plan is reviewed by hand"));
    }

    /** At an opened chart it is the only card. */
    @Test
    void aSummaryWithoutWordsStillSaysTheEmergencyAndTheDose() throws IOException {
        CardRenderer cards = with(CARDS + "/SUMMARY.md", text -> text + BROKEN);
        List<Card> ofCharts = calls.stream()
                .filter(call -> call.assessment().cards().stream()
                        .anyMatch(need -> need.kind().equals("SUMMARY")
                                && need.indicator().equals("critical")))
                .flatMap(call -> cards.renderApart(call).cards().stream())
                .toList();

        assertThat(ofCharts.stream().map(Card::kind)).containsExactly("SUMMARY", "NOT_WORDED");
        assertThat(ofCharts.get(0).indicator()).isEqualTo("critical");
        assertThat(ofCharts.get(0).summary()).contains("Emergency signs are on file", "Examine now");
        assertThat(ofCharts.get(0).detail())
                .contains("immediate opinion of spine surgery")
                .contains("**Dose**: it cannot be shown");
    }

    static Stream<String> drafts() throws IOException {
        try (Stream<Path> paths = Files.list(Path.of(SUGGESTIONS))) {
            return paths
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** It passes the patients that are invented at the start: of one all is known, of the other nothing. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("drafts")
    void aSuggestionThatCannotBeDraftedCostsItselfAlone(String draft) throws IOException {
        String key = draft.replace(".json", "");
        CardRenderer cards = with(
                SUGGESTIONS + "/" + draft,
                text -> text.replaceFirst(
                        "\"label\": \"",
                        "\"label\": \"{{#adult}}{{^surrogate}}" + BROKEN + "{{/surrogate}}{{/adult}}"
                                + "{{^adult}}{{#requester}}" + BROKEN + "{{/requester}}{{/adult}}"));
        int lost = 0;
        for (int i = 0; i < calls.size(); i++) {
            List<Card> before = whole.get(i);
            Worded answer = cards.renderApart(calls.get(i));
            if (answer.unworded().isEmpty()) {
                assertThat(texts(answer.cards())).isEqualTo(texts(before));
                continue;
            }
            lost++;
            assertThat(answer.unworded()).allSatisfy(one -> {
                assertThat(one.part()).isEqualTo("SUGGESTION");
                assertThat(one.why()).contains(draft);
            });
            List<Card> shown = answer.cards().subList(0, before.size());
            assertThat(shown.stream().map(card -> text(card.with(List.of()))))
                    .isEqualTo(before.stream()
                            .map(card -> text(card.with(List.of())))
                            .toList());
            assertThat(keys(shown).stream().filter(one -> !one.equals(key)))
                    .isEqualTo(keys(before).stream()
                            .filter(one -> !one.equals(key))
                            .toList());
            Card last = answer.cards().get(before.size());
            assertThat(last.kind()).isEqualTo("NOT_WORDED");
            assertThat(last.detail()).contains("Suggestions missing");
            answer.unworded().forEach(one -> assertThat(last.detail()).contains(topics.get(one.card())));
        }
        assertThat(lost).as("calls in which it was left out").isPositive();
    }

    private static List<String> keys(List<Card> cards) {
        return cards.stream()
                .flatMap(card -> card.suggestions().stream())
                .map(Card.Suggestion::key)
                .toList();
    }

    /** Words that must never fail are tried at the start. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PLAIN", "NOT_WORDED", "NOT_EVALUATED"})
    void wordsThatMustNotFailStopTheStart(String template) {
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(() -> with(CARDS + "/" + template + ".md", text -> text + BROKEN))
                .withMessageContaining(template + ".md");
    }

    /** Whoever tries a content must learn of it. */
    @Test
    void aTrialIsToldOfTheFault() throws IOException {
        CardRenderer cards = with(CARDS + "/OPTIONS.md", text -> text + BROKEN);
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(() -> calls.forEach(cards::render))
                .withMessageContaining("OPTIONS.md")
                .withMessageContaining("nobodyFillsThis");
    }

    @Test
    void whatLacksWordsIsNamedAlsoWhereCardsAreFolded() throws IOException {
        Files.writeString(
                folder.resolve(CARDS + "/OPTIONS.md"), files.getOrDefault(CARDS + "/OPTIONS.md", "") + BROKEN);
        try {
            CardRenderer cards = new CardRenderer(Content.at(folder), 4, 0);
            CardContext five = calls.get(0);
            Worded answer = cards.renderApart(five);

            assertThat(answer.cards().stream().map(Card::kind))
                    .containsExactly("EMERGENCY", "DOSE_SAFETY", "SURGICAL", "NOT_WORDED");
            assertThat(answer.cards().get(2).detail()).contains(LOST_ITS_WORDS);
        } finally {
            Files.writeString(folder.resolve(CARDS + "/OPTIONS.md"), files.getOrDefault(CARDS + "/OPTIONS.md", ""));
        }
    }

    private static Set<String> plain(Worded answer) {
        return answer.cards().stream()
                .filter(card -> card.detail().startsWith(LOST_ITS_WORDS))
                .map(Card::kind)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Every card is there with its indicator and its links; those that lost nothing are the same, byte for byte. */
    private void assertEachAsBeforeOrPlain(List<Card> before, Worded answer, Set<String> plain) {
        boolean isWhole = answer.unworded().isEmpty();
        assertThat(isWhole).isEqualTo(texts(answer.cards()).equals(texts(before)));
        assertThat(answer.cards()).hasSize(before.size() + (isWhole ? 0 : 1));
        Set<String> drafts = answer.unworded().stream()
                .filter(one -> one.part().equals("SUGGESTION"))
                .map(Worded.Unworded::card)
                .collect(Collectors.toSet());
        for (int i = 0; i < before.size(); i++) {
            Card was = before.get(i);
            Card is = answer.cards().get(i);
            assertThat(is.kind()).isEqualTo(was.kind());
            assertThat(is.indicator()).isEqualTo(was.indicator());
            assertThat(is.links()).isEqualTo(was.links());
            assertThat(is.detail().startsWith(LOST_ITS_WORDS)).isEqualTo(plain.contains(is.kind()));
            if (!drafts.contains(is.kind())) {
                assertThat(texts(is.suggestions())).isEqualTo(texts(was.suggestions()));
                if (!plain.contains(is.kind())) {
                    assertThat(text(is)).isEqualTo(text(was));
                }
            }
        }
        if (!isWhole) {
            Card last = answer.cards().get(before.size());
            assertThat(last.kind()).isEqualTo("NOT_WORDED");
            assertThat(last.indicator()).isEqualTo("warning");
            plain.forEach(kind -> assertThat(last.detail()).contains(topics.get(kind)));
            assertThat(answer.unworded().stream().map(Worded.Unworded::card)).containsAll(plain);
        }
    }

    private static List<String> texts(List<?> shown) {
        return shown.stream().map(CardsFailApartTests::text).toList();
    }

    private static String text(Object shown) {
        return JSON.valueToTree(shown).toString().replaceAll(UUID, "an id");
    }
}
