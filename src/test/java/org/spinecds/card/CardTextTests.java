package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.LevelAssessment;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.logic.AnsweredCase;
import org.spinecds.workbench.WorkedCase;

/** N-18: the answers to all worked cases, read for what no card may say. */
class CardTextTests {

    private static final int MOST_LINES = 10;
    private static final int MOST_CHARACTERS = 1100;
    private static final int MOST_OF_A_CARD = 3;
    private static final int MOST_OF_A_CALL = 5;
    private static final int LONGEST_END = 120;
    private static final Pattern CHECK_NAME = Pattern.compile("\\b(C[1-4]|T3|DE_NOVO)\\b");
    private static final Pattern EMPTY = Pattern.compile(", ,|,,|: ?[.;]|\\( ?\\)|\\*\\*\\*\\*|- \\.|  ");
    private static final Pattern MET_AT_LEAST = Pattern.compile("- Met: [^\\n]*dose at least");
    private static final Pattern OPEN_RANGE = Pattern.compile(
            "at least \\d++(\\.\\d++)?+(?! ?Gy EQD2, upper end| \\(upper end|[\\d.]* months|[\\d.]* at | \\+)(?=[ ,;.])");
    private static final Pattern VERDICT = Pattern.compile(
            "(?i)SBRT not supported|outside every prior field|no prior spinal radiotherapy|\\bsafe(ly)?\\b");
    private static final Pattern DOSE = Pattern.compile("\\d Gy");
    private static final Pattern NAMED_DOSE = Pattern.compile(
            "EQD2|thecal sac|Gy/\\d|schedule|fractionated|prolonged|conventional|budget|ceiling|prescri|\"");

    static Stream<WorkedCase> cases() {
        return WorkedCases.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyCardIsReadInTenSeconds(WorkedCase play) {
        AnsweredCase answered = AnsweredCase.of(play);
        for (Card card : answered.cards()) {
            assertThat(card.summary()).hasSizeLessThan(140).doesNotEndWith("…");
            assertThat(card.detail().lines()).as(card.detail()).hasSizeLessThanOrEqualTo(MOST_LINES);
            assertThat(card.detail()).hasSizeLessThanOrEqualTo(MOST_CHARACTERS);
            List<String> lines = card.detail().lines().toList();
            assertThat(lines.get(lines.size() - 1)).hasSizeLessThanOrEqualTo(LONGEST_END);
            assertThat(card.suggestions()).hasSizeLessThanOrEqualTo(MOST_OF_A_CARD);
        }
        assertThat(answered.cards().stream()
                        .mapToInt(card -> card.suggestions().size())
                        .sum())
                .isLessThanOrEqualTo(MOST_OF_A_CALL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void noCardSaysWhatNoneMay(WorkedCase play) {
        AnsweredCase answered = AnsweredCase.of(play);
        boolean hasSuchLevel = levels(answered.assessment()).stream()
                .anyMatch(level -> CHECK_NAME.matcher(level).matches());
        for (Card card : answered.cards()) {
            String text = card.summary() + "\n" + card.detail();
            assertThat(text).doesNotContainPattern(EMPTY).doesNotContainPattern(MET_AT_LEAST);
            assertThat(text).doesNotContainPattern(VERDICT).doesNotContainPattern(OPEN_RANGE);
            if (!hasSuchLevel) {
                assertThat(text).doesNotContainPattern(CHECK_NAME);
            }
            text.lines().filter(line -> DOSE.matcher(line).find()).forEach(line -> assertThat(line)
                    .containsPattern(NAMED_DOSE));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void noTwoCardsTellOneFact(WorkedCase play) {
        Set<String> told = new HashSet<>();
        assertThat(AnsweredCase.of(play).cards())
                .filteredOn(card -> card.detail().contains("If pursued"))
                .hasSizeLessThan(2);
        for (Card card : AnsweredCase.of(play).cards()) {
            assertThat(told.add(card.summary())).as(card.summary()).isTrue();
            card.detail()
                    .lines()
                    .filter(line -> line.startsWith("- ") && !line.endsWith(" more: worksheet."))
                    .distinct()
                    .forEach(line -> assertThat(told.add(line)).as(line).isTrue());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theDoseCardSpeaksOfALevelThatGivesItsIndicator(WorkedCase play) {
        ReadAnswers assessment = AnsweredCase.of(play).assessment();
        Set<String> levels = assessment.doseReasons().stream()
                .flatMap(reason -> reason.levels().stream())
                .collect(Collectors.toSet());
        boolean isShown =
                assessment.cards().stream().anyMatch(card -> card.kind().equals("DOSE_SAFETY"));

        if (isShown && !levels.isEmpty()) {
            assertThat(levels).contains(assessment.headlineLevel());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyLevelIsNamedWhereItsDoseIsSaid(WorkedCase play) {
        AnsweredCase answered = AnsweredCase.of(play);
        answered.cards().stream()
                .filter(card -> card.kind().equals("DOSE_SAFETY") || card.kind().equals("SUMMARY"))
                .filter(card -> !card.detail().contains(" more: worksheet."))
                .forEach(card -> answered.assessment().levels().forEach(level -> assertThat(card.detail())
                        .containsPattern("\\b" + level.level() + "\\b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void onlyAPlanThatBreaksALimitIsCalledNotSupported(WorkedCase play) {
        AnsweredCase answered = AnsweredCase.of(play);
        boolean fails = answered.assessment().findings().stream().anyMatch(ReadAnswers.LevelFinding::fails);
        for (Card card : answered.cards()) {
            if ((card.summary() + card.detail()).contains("this plan is not supported")) {
                assertThat(fails).as(card.summary()).isTrue();
            }
        }
        if (answered.assessment().proposedPlan() != null
                && answered.assessment().proposedPlan().kind().equals("CONVENTIONAL")) {
            boolean isAbove = answered.assessment().doseReasons().stream()
                    .anyMatch(reason -> reason.code().equals("ABOVE_CEILING"));
            assertThat(fails).isEqualTo(isAbove);
        }
    }

    private static Set<String> levels(ReadAnswers assessment) {
        Set<String> levels =
                assessment.levels().stream().map(LevelAssessment::level).collect(Collectors.toSet());
        ReadAnswers.Emergency emergency = assessment.emergency();
        if (emergency != null) {
            levels.addAll(emergency.levels());
        }
        ReadAnswers.SurgicalFindings findings = assessment.surgicalFindings();
        if (findings != null) {
            findings.reasons().forEach(reason -> levels.addAll(reason.levels()));
        }
        assessment.caveats().forEach(caveat -> {
            if (caveat.subject() != null) {
                levels.addAll(List.of(caveat.subject().split(" ", -1)));
            }
        });
        return levels;
    }
}
