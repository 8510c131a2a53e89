package org.spinecds.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that the service acts on has its shape or is refused: none is silently empty. */
class AssessmentTests {

    private static final Map<String, Object> REASON = Map.of("words", "surgical", "code", "INSTABILITY");
    private static final Map<String, Object> CARD = Map.of("kind", "OPTIONS", "indicator", "info");

    private static Map<String, @Nullable Object> suggestion() {
        Map<String, @Nullable Object> suggestion = new HashMap<>();
        suggestion.put("key", "PRIOR_PLAN");
        suggestion.put("card", "OPTIONS");
        suggestion.put("recommended", true);
        suggestion.put("subject", null);
        suggestion.put("reasons", List.of(REASON));
        return suggestion;
    }

    private static Map<String, @Nullable Object> answers() {
        Map<String, @Nullable Object> coding = new HashMap<>();
        coding.put("system", null);
        coding.put("code", "X1");
        Map<String, @Nullable Object> answers = new HashMap<>();
        answers.put("Trigger", Map.of("cards", true, "reason", "ORDER"));
        answers.put("Cards", List.of(CARD));
        answers.put("Cards Summed Up", null);
        answers.put("Problems", List.of("DOSE_MISSING:c1"));
        answers.put("Unknown Order Codes", List.of(Map.of("system", "http://s", "code", "1"), coding));
        answers.put("Advice", Map.of("suggestions", List.of(suggestion())));
        return answers;
    }

    @Test
    void saysWhatTheServiceActsOn() {
        Assessment assessment = Assessment.of("Library", AnswerTree.of(answers()));

        assertThat(assessment.trigger()).isEqualTo(new Assessment.Trigger(true, "ORDER"));
        assertThat(assessment.cards()).containsExactly(new Assessment.CardNeed("OPTIONS", "info"));
        assertThat(assessment.summedUp()).isEmpty();
        assertThat(assessment.problems()).containsExactly("DOSE_MISSING:c1");
        assertThat(assessment.unknownOrderCodes()).containsExactly("http://s|1", "|X1");
        assertThat(assessment.suggestions()).singleElement().satisfies(suggestion -> {
            assertThat(suggestion.key()).isEqualTo("PRIOR_PLAN");
            assertThat(suggestion.subject()).isNull();
            assertThat(suggestion.reasons()).containsExactly(new Assessment.Reason("surgical", "INSTABILITY"));
        });
    }

    private static Map<String, @Nullable Object> suggestion(String member, @Nullable Object value) {
        Map<String, @Nullable Object> suggestion = suggestion();
        suggestion.put(member, value);
        return Map.of("suggestions", List.of(suggestion));
    }

    static List<List<@Nullable Object>> wrong() {
        return List.of(
                Arrays.asList("Trigger", null),
                List.of("Trigger", Map.of("cards", "yes", "reason", "ORDER")),
                List.of("Trigger", Map.of("cards", true)),
                List.of("Cards", "OPTIONS"),
                List.of("Cards", Arrays.asList(CARD, null)),
                List.of("Cards", List.of(Map.of("kind", "OPTIONS"))),
                List.of("Cards Summed Up", List.of(Map.of("indicator", "info"))),
                List.of("Problems", List.of(Map.of("code", "DOSE_MISSING"))),
                List.of("Problems", Arrays.asList("DOSE_MISSING:c1", null)),
                List.of("Unknown Order Codes", List.of(Map.of("system", "http://s"))),
                List.of("Advice", Map.of()),
                List.of("Advice", suggestion("key", null)),
                List.of("Advice", suggestion("card", List.of("OPTIONS"))),
                List.of("Advice", suggestion("recommended", null)),
                List.of("Advice", suggestion("reasons", List.of("INSTABILITY"))));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void anotherShapeIsRefused(List<@Nullable Object> changed) {
        Map<String, @Nullable Object> answers = answers();
        answers.put(String.valueOf(changed.get(0)), changed.get(1));

        assertThatIllegalArgumentException().isThrownBy(() -> Assessment.of("Library", AnswerTree.of(answers)));
    }

    @Test
    void anAnswerWithoutCardsIsRefused() {
        Map<String, @Nullable Object> answers = answers();
        answers.remove("Cards");

        assertThatIllegalArgumentException().isThrownBy(() -> Assessment.of("Library", AnswerTree.of(answers)));
    }

    @Test
    void aGuidelineWithCardsAloneSpeaksWhereItHasOnes() {
        Map<String, @Nullable Object> cards = new HashMap<>();
        cards.put("Cards", List.of());
        assertThat(Assessment.of("Library", AnswerTree.of(cards)).trigger().cards())
                .isFalse();

        cards.put("Cards", List.of(Map.of("kind", "AGE", "indicator", "info")));
        Assessment assessment = Assessment.of("Library", AnswerTree.of(cards));
        assertThat(assessment.trigger().cards()).isTrue();
        assertThat(assessment.problems()).isEmpty();
        assertThat(assessment.suggestions()).isEmpty();
    }
}
