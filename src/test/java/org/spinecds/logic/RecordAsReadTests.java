package org.spinecds.logic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.WorkedCases;
import org.spinecds.decision.ReadAnswers;
import org.spinecds.decision.RecordAsRead;

/** What the worksheet is told of a record is what the assessment was made from. */
class RecordAsReadTests {

    private static final AssessmentLogic.Question QUESTION =
            new AssessmentLogic.Question("SpineRecurrenceAssessment", "Cards", "order-select");

    static Stream<CasePlayer> cases() {
        return WorkedCases.all().stream().map(CasePlayer::of);
    }

    private static AssessmentLogic.AssessedRecord told(CasePlayer play) {
        return StoredKnowledge.LOGIC.assessAndTell(QUESTION, play.resources(), play.orders(), play.moment());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doseAlongTheSpineIsThatOfTheAssessedLevels(CasePlayer play) {
        AssessmentLogic.AssessedRecord told = told(play);
        ReadAnswers answers = new ReadAnswers(told.assessment());
        RecordAsRead read = told.read();
        if (read == null) {
            assertThat(answers.isChild() || answers.levels().isEmpty()).isTrue();
            return;
        }
        assertThat(answers.levels()).allSatisfy(level -> {
            RecordAsRead.SpineLevel there = read.spine().get(level.index());
            assertThat(there.level()).isEqualTo(level.level());
            assertThat(there.region()).isEqualTo(level.region());
            if (there.lo() == null) {
                assertThat(level.contributions().stream()
                                .filter(contribution -> !contribution.relation().equals("systemic")))
                        .isEmpty();
            } else {
                assertThat(there.lo()).isEqualByComparingTo(level.priorEqd2Gy().lo());
                assertThat(there.hi() == null).isEqualTo(level.priorEqd2Gy().hi() == null);
                if (there.hi() != null) {
                    assertThat(there.hi())
                            .isEqualByComparingTo(level.priorEqd2Gy().hi());
                }
            }
        });
    }

    /** One number cannot stand for several phases; it can for one. The cards and the worksheet show the same. */
    @ParameterizedTest
    @CsvSource({"K761,", "K772, 50"})
    void doseOfACourseIsShownWhereOneNumberTellsIt(String id, @Nullable BigDecimal gy) {
        AssessmentLogic.AssessedRecord told = told(CasePlayer.of(WorkedCases.named(id)));

        assertThat(Objects.requireNonNull(told.read()).courses())
                .extracting(RecordAsRead.Course::gy)
                .usingElementComparator(RecordAsReadTests::inSize)
                .containsExactly(gy);
        assertThat(new ReadAnswers(told.assessment()).courses())
                .extracting(ReadAnswers.Course::gy)
                .usingElementComparator(RecordAsReadTests::inSize)
                .containsExactly(gy);
    }

    private static int inSize(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return Comparator.nullsFirst(Comparator.<BigDecimal>naturalOrder()).compare(one, other);
    }

    @Test
    void tableIsPrintedWhole() {
        RecordAsRead read = cases().map(RecordAsReadTests::told)
                .map(AssessmentLogic.AssessedRecord::read)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();

        assertThat(read.table3().rows())
                .extracting(RecordAsRead.Row::label)
                .containsExactly(
                        "20 Gy/5 fx", "30 Gy/10 fx", "37.5 Gy/15 fx", "40 Gy/20 fx", "45 Gy/25 fx", "50 Gy/25 fx");
        assertThat(read.table3().rows())
                .allSatisfy(row -> assertThat(row.cells()).hasSize(5));
        assertThat(read.table3().deNovoCord()).hasSize(5);
        assertThat(read.spine())
                .extracting(RecordAsRead.SpineLevel::level)
                .hasSize(30)
                .startsWith("C1", "C2")
                .endsWith("S5", "Co");
        assertThat(List.copyOf(read.levels())).hasSizeGreaterThan(50);
    }
}
