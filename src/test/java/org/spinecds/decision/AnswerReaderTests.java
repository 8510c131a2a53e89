package org.spinecds.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerReaderTests {

    /** A record of all that answers are made of. */
    public record Whole(
            @Nullable String text,
            @Nullable BigDecimal number,
            @Nullable Integer count,
            int certain,
            boolean holds,
            @Nullable List<Part> parts) {}

    /** A member of another name. */
    public record Part(@JsonProperty("class") String kind) {}

    @Test
    void membersGoToTheComponentsOfTheirNames() {
        Map<String, Object> answer = Map.of(
                "text",
                "T8",
                "number",
                new BigDecimal("13.50"),
                "count",
                3,
                "certain",
                1,
                "holds",
                true,
                "parts",
                List.of(Map.of("class", "low"), Map.of("class", "high")),
                "askedByNobody",
                "x");

        assertThat(AnswerReader.read(answer, Whole.class))
                .isEqualTo(new Whole(
                        "T8", new BigDecimal("13.50"), 3, 1, true, List.of(new Part("low"), new Part("high"))));
    }

    @Test
    void whatIsNotThereIsNull() {
        assertThat(AnswerReader.read(Map.of("certain", 1, "holds", false), Whole.class))
                .isEqualTo(new Whole(null, null, null, 1, false, null));
    }

    @Test
    void aWholeNumberIsANumber() {
        assertThat(AnswerReader.read(Map.of("certain", 1, "holds", false, "number", 7), Whole.class)
                        .number())
                .isEqualByComparingTo("7");
    }

    @Test
    void whatMustBeThereIsMissed() {
        assertThatThrownBy(() -> AnswerReader.read(Map.of("certain", 1), Whole.class))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void anotherShapeIsRefused() {
        assertThatThrownBy(() -> AnswerReader.read(Map.of("certain", "one", "holds", true), Whole.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Integer");
        assertThatThrownBy(() -> AnswerReader.read("a text", Whole.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AnswerReader.readList("a text", Part.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListThatIsNotThereIsEmptyAndAGapStaysOne() {
        assertThat(AnswerReader.readList(null, String.class)).isEmpty();
        assertThat(AnswerReader.readList(Arrays.asList("a", null), String.class))
                .containsExactly("a", null);
    }
}
