package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.spinecds.WorkedCases;
import org.spinecds.card.Card;
import org.spinecds.card.CardContext;
import org.spinecds.card.CardRenderer;
import org.spinecds.card.PageView;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.workbench.WorkedCase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a site turns a setting, no answer says the old value: each setting is turned, with those that have the same
 * default another way, and of the worked cases whose answer says its default, one for each sentence that does is answered anew. A patient who has that number in the record, or
 * in what the rules work out of it, is no witness.
 */
class WordsFollowSettingsTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Content CONTENT = Content.at(Path.of("."));
    private static final NumberInWords.Units UNITS = NumberInWords.Units.of(CONTENT);
    private static final Settings SETTINGS = Settings.of(CONTENT, Map.of());

    /** Those that words of an answer say; the others only decide. */
    private static final Set<String> SAID = Set.of(
            "cumulativeCap",
            "sbrtCap",
            "ratioCap",
            "minMonths",
            "conventionalCeiling",
            "derivationLowest",
            "derivationHighest");

    private static final String VIEW = "answer";

    /** Names of the worksheet's view that hold sentences. */
    private static final List<String> OF_THE_PAGE =
            List.of("levels", "doseCaveats", "optionCaveats", "evidenceCaveats", "options", "evidence");

    /** Whole numbers are many: of those only the months of a record are taken for what a setting of months may be. */
    private static final List<String> OF_MONTHS = List.of("intervalMonths", "value");

    /** Numbers that are a limit are the setting itself, and none of the patient's. */
    private static final Pattern LIMIT = Pattern.compile("(?:limit|ceiling).*");

    @Test
    void noAnswerSaysTheOldValue() {
        Map<String, List<String>> answers = new LinkedHashMap<>();
        Map<String, Set<BigDecimal>> numbers = new TreeMap<>();
        Map<String, Set<BigDecimal>> months = new TreeMap<>();
        CardRenderer cards = new CardRenderer(CONTENT, 7, 0);
        for (WorkedCase play : WorkedCases.all()) {
            AnsweredCase answered = AnsweredCase.of(play);
            answers.put(play.id(), lines(answered.cards(), cards, answered.assessment()));
            Set<BigDecimal> ofPatient = numbersIn(answered.assessment());
            gather(play.request(), ofPatient);
            play.resources().forEach(resource -> gather(resource, ofPatient));
            numbers.put(play.id(), ofPatient);
            months.put(play.id(), monthsIn(answered.assessment()));
        }
        Set<String> said = new TreeSet<>();
        for (Settings.Setting setting : SETTINGS.all()) {
            if (setting.isNumber() && holdsNoOldValue(setting, answers, isOfMonths(setting) ? months : numbers)) {
                said.add(setting.name());
            }
        }
        assertThat(said).containsAll(SAID);
    }

    /** N086: every case that says so has the two months in its record; here the patient has them, and the site says three. */
    @Test
    void theMonthsOfAConventionalPlanAreThoseOfTheSite() {
        Map<String, String> configured = Map.of("conventionalMonths", "3");
        ReadAnswers assessment = CasePlayer.of(WorkedCases.named("N086")).assess(StoredKnowledge.with(configured));
        CardRenderer cards = new CardRenderer(CONTENT, 7, 0, configured);

        assertThat(cards.render(new CardContext(
                        assessment.assessment(),
                        CardInvariantsTests.ORDERING,
                        null,
                        List.of(),
                        List.of(),
                        cards.without(assessment.assessment(), List.of(), ZoneOffset.UTC))))
                .extracting(Card::summary)
                .anyMatch(summary -> summary.contains("at most 3 months since the last course"))
                .noneMatch(summary -> summary.contains("at most 2 months since the last course"));
    }

    /** Whether any answer says the setting. */
    private static boolean holdsNoOldValue(
            Settings.Setting setting, Map<String, List<String>> answers, Map<String, Set<BigDecimal>> numbers) {
        NumberInWords old = NumberInWords.of(setting, UNITS);
        BigDecimal standard = new BigDecimal(setting.standard()).stripTrailingZeros();
        Map<String, String> bySentence = new LinkedHashMap<>();
        answers.forEach((id, lines) -> {
            if (numbers.getOrDefault(id, Set.of()).stream().noneMatch(number -> number.compareTo(standard) == 0)) {
                lines.stream()
                        .filter(line -> says(old, line))
                        .forEach(line -> bySentence.putIfAbsent(
                                line.replaceAll("[0-9.]+", "#").replaceAll("\\b[CTLS]#", "L#"), id));
            }
        });
        Set<String> cases = new LinkedHashSet<>(bySentence.values());
        if (cases.isEmpty()) {
            return false;
        }
        String turned = turned(setting, "0.943");
        Map<String, String> configured = new TreeMap<>();
        SETTINGS.all().stream()
                .filter(other -> other.isNumber() && other.standard().equals(setting.standard()))
                .forEach(other -> configured.put(other.name(), turned(other, "0.957")));
        configured.put(setting.name(), turned);
        NumberInWords fresh = NumberInWords.of(setting, turned, UNITS);
        AssessmentLogic logic = StoredKnowledge.with(configured);
        CardRenderer cards = new CardRenderer(CONTENT, 7, 0, configured);
        boolean saysTheNewOne = false;
        for (String id : cases) {
            CasePlayer player = CasePlayer.of(WorkedCases.named(id));
            ReadAnswers assessment = player.assess(logic);
            List<Card> shown = cards.render(new CardContext(
                    assessment.assessment(),
                    CardInvariantsTests.ORDERING,
                    null,
                    List.of(),
                    List.of(),
                    cards.without(assessment.assessment(), List.of(), ZoneOffset.UTC)));
            Set<BigDecimal> ofPatient = isOfMonths(setting) ? monthsIn(assessment) : numbersIn(assessment);
            List<String> lines = lines(shown, cards, assessment);
            if (ofPatient.stream().noneMatch(number -> number.compareTo(standard) == 0)) {
                assertThat(lines)
                        .as(setting.name() + " = " + turned + ", case " + id)
                        .noneMatch(line -> says(old, line));
            }
            saysTheNewOne |= lines.stream().anyMatch(line -> says(fresh, line));
        }
        assertThat(saysTheNewOne)
                .as(setting.name() + " = " + turned + " in " + cases)
                .isTrue();
        return true;
    }

    /** Another value, that keeps the rules near to where they are and is no number of the source. */
    private static String turned(Settings.Setting setting, String by) {
        BigDecimal standard = new BigDecimal(setting.standard());
        return setting.type().equals("Integer")
                ? standard.add(BigDecimal.valueOf(2)).toPlainString()
                : standard.multiply(new BigDecimal(by))
                        .setScale(standard.compareTo(BigDecimal.TEN) < 0 ? 3 : 1, RoundingMode.HALF_UP)
                        .toPlainString();
    }

    private static boolean says(NumberInWords number, String line) {
        return number.found(line).anyMatch(found -> !number.excuses(line, found, new HashSet<>()));
    }

    /** All that is said: the cards with their drafts, and the words of the worksheet. */
    private static List<String> lines(List<Card> cards, CardRenderer renderer, ReadAnswers assessment) {
        List<String> lines = new ArrayList<>();
        for (Card card : cards) {
            lines.add(card.summary());
            card.detail().lines().forEach(lines::add);
            card.suggestions().forEach(suggestion -> {
                lines.add(suggestion.label());
                suggestion.actions().forEach(action -> {
                    lines.add(action.description());
                    lines.add(action.resource().path("note").toString());
                });
            });
        }
        PageView page = renderer.page(CONTENT, "cds-hooks/worksheet");
        CardContext context = new CardContext(
                assessment.assessment(),
                CardInvariantsTests.ORDERING,
                null,
                List.of(),
                List.of(),
                renderer.without(assessment.assessment(), List.of(), ZoneOffset.UTC));
        for (LevelAssessment level : assessment.levels()) {
            PageView.Shown shown = new PageView.Shown(context, cards, level.level(), LocalDate.EPOCH);
            texts(page.filled(VIEW, "flags", shown), lines);
        }
        PageView.Shown shown = new PageView.Shown(context, cards, null, LocalDate.EPOCH);
        OF_THE_PAGE.forEach(name -> texts(page.filled(VIEW, name, shown), lines));
        return lines;
    }

    private static void texts(@Nullable Object names, List<String> lines) {
        if (names instanceof Map<?, ?> map) {
            map.values().forEach(one -> texts(one, lines));
        } else if (names instanceof List<?> list) {
            list.forEach(one -> texts(one, lines));
        } else if (names instanceof String text) {
            text.lines().forEach(lines::add);
        }
    }

    private static boolean isOfMonths(Settings.Setting setting) {
        return setting.comment().contains("@unit months");
    }

    private static Set<BigDecimal> numbersIn(ReadAnswers assessment) {
        Set<BigDecimal> numbers = new HashSet<>();
        gather(JSON.valueToTree(assessment.answers().plain()), numbers);
        return numbers;
    }

    private static Set<BigDecimal> monthsIn(ReadAnswers assessment) {
        Set<BigDecimal> months = new HashSet<>();
        JsonNode whole = JSON.valueToTree(assessment.answers().plain());
        OF_MONTHS.forEach(name -> whole.findValues(name).forEach(value -> gather(value, months)));
        return months;
    }

    /** The numbers of the patient as an answer may say them: as they are, and rounded. */
    private static void gather(JsonNode node, Set<BigDecimal> numbers) {
        if (node.isNumber() || (node.isString() && node.asString().matches("\\d+(\\.\\d+)?"))) {
            BigDecimal number = new BigDecimal(node.asString());
            numbers.add(number);
            numbers.add(number.setScale(1, RoundingMode.HALF_UP));
            numbers.add(number.setScale(3, RoundingMode.HALF_UP));
            return;
        }
        node.properties().forEach(member -> {
            if (!LIMIT.matcher(member.getKey()).matches()) {
                gather(member.getValue(), numbers);
            }
        });
        if (node.isArray()) {
            node.forEach(element -> gather(element, numbers));
        }
    }
}
