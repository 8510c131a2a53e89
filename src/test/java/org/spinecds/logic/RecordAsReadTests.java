package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.AnswerTree;
import org.spinecds.decision.Assessment;
import org.spinecds.decision.ReadAnswers;

/** What the worksheet is told of a record is what the assessment was made from. */
class RecordAsReadTests {

    private static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");

    private static final AssessmentLogic LOGIC = StoredKnowledge.LOGIC.answering(
            Stream.concat(StoredKnowledge.CARDS.answers().stream(), Stream.of("Record As Read", "Criteria On File"))
                    .collect(Collectors.toSet()));

    static Stream<CasePlayer> cases() {
        return WorkedCases.all().stream().map(CasePlayer::of);
    }

    private static Assessment told(CasePlayer play) {
        return LOGIC.assess(QUESTION, play.resources(), play.orders(), play.moment());
    }

    private static AnswerTree read(Assessment told) {
        return told.answers().at("Record As Read");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doseAlongTheSpineIsThatOfTheAssessedLevels(CasePlayer play) {
        Assessment told = told(play);
        ReadAnswers answers = new ReadAnswers(told);
        AnswerTree read = read(told);
        if (!read.isSaid()) {
            assertThat(answers.isChild() || answers.levels().isEmpty()).isTrue();
            return;
        }
        assertThat(answers.levels()).allSatisfy(level -> {
            AnswerTree there = read.at("spine").members().get(level.index());
            assertThat(there.at("level").text()).isEqualTo(level.level());
            assertThat(there.at("region").text()).isEqualTo(level.region());
            if (there.at("lo").plain() == null) {
                assertThat(level.contributions().stream()
                                .filter(contribution -> !contribution.relation().equals("systemic")))
                        .isEmpty();
            } else {
                assertThat(there.at("lo").number())
                        .isEqualByComparingTo(level.priorEqd2Gy().lo());
                BigDecimal most = level.priorEqd2Gy().hi();
                assertThat(there.at("hi").plain() == null).isEqualTo(most == null);
                if (most != null) {
                    assertThat(there.at("hi").number()).isEqualByComparingTo(most);
                }
            }
        });
    }

    /** One number cannot stand for several phases; it can for one. The cards and the worksheet show the same. */
    @ParameterizedTest
    @CsvSource({"K761,", "K772, 50"})
    void doseOfACourseIsShownWhereOneNumberTellsIt(String id, @Nullable BigDecimal gy) {
        Assessment told = told(CasePlayer.of(WorkedCases.named(id)));

        assertThat(read(told).at("courses").members())
                .extracting(course ->
                        course.at("gy").plain() == null ? null : course.at("gy").number())
                .usingElementComparator(RecordAsReadTests::inSize)
                .containsExactly(gy);
        assertThat(new ReadAnswers(told).courses())
                .extracting(ReadAnswers.Course::gy)
                .usingElementComparator(RecordAsReadTests::inSize)
                .containsExactly(gy);
    }

    private static int inSize(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return Comparator.nullsFirst(Comparator.<BigDecimal>naturalOrder()).compare(one, other);
    }

    @Test
    void tableIsPrintedWhole() {
        AnswerTree read = read(told(CasePlayer.of(WorkedCases.named("V07"))));

        assertThat(read.at("table3.rows.label").texts())
                .containsExactly(
                        "20 Gy/5 fx", "30 Gy/10 fx", "37.5 Gy/15 fx", "40 Gy/20 fx", "45 Gy/25 fx", "50 Gy/25 fx");
        assertThat(read.at("table3.rows").members())
                .allSatisfy(row -> assertThat(row.at("cells").members()).hasSize(5));
        assertThat(read.at("table3.deNovo").members())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.at("cells").members()).hasSize(5));
        assertThat(read.at("spine.level").texts())
                .hasSize(30)
                .startsWith("C1", "C2")
                .endsWith("S5", "Co");
        assertThat(read.at("levels").members()).hasSizeGreaterThan(50);
    }

    /** By the terms of a form: the levels of V07's course as a person writes them, and no maximum that several would be. */
    @Test
    void whatAFormCannotHoldIsNamed() {
        AnswerTree one = read(told(CasePlayer.of(WorkedCases.named("V07")))).at("courses");
        AnswerTree phased = read(told(CasePlayer.of(WorkedCases.named("K761")))).at("courses");

        assertThat(one.at("stretches").texts()).containsExactly("T8-T10");
        assertThat(one.at("beyond").texts()).doesNotContain("PHASES");
        assertThat(phased.at("beyond").texts()).contains("PHASES");
    }

    /** V07: the course is of T8-T10, and T9 is assessed. */
    @Test
    void theLevelsThatAreNamedAreShownAndOneMoreAtEitherEnd() {
        assertThat(read(told(CasePlayer.of(WorkedCases.named("V07")))).at("spine").members().stream()
                        .filter(level -> level.at("shown").isSaid())
                        .map(level -> String.valueOf(level.at("level").text())))
                .containsExactly("T7", "T8", "T9", "T10", "T11");
    }

    @Test
    void whatIsStillToAskIsWhatIsNotKnown() {
        AnswerTree answers = told(CasePlayer.of(WorkedCases.named("V07"))).answers();
        AnswerTree onFile = answers.at("Criteria On File");

        assertThat(onFile.at("asked").number()).isEqualByComparingTo("28");
        assertThat(onFile.at("toAsk.criteria").texts())
                .containsExactlyInAnyOrderElementsOf(answers.at("Criteria").members().stream()
                        .filter(criterion -> !criterion.at("known").isSaid())
                        .map(criterion -> String.valueOf(criterion.at("id").text()))
                        .toList());
        assertThat(onFile.at("toAsk").members()).allSatisfy(group -> assertThat(
                        answers.at("Criteria").members())
                .filteredOn(criterion ->
                        group.at("criteria").texts().contains(criterion.at("id").text()))
                .allSatisfy(criterion -> assertThat(criterion.at("who").text())
                        .isEqualTo(group.at("who").text())));
    }
}
