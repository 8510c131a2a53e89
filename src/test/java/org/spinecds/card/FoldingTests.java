package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FoldingTests {

    private static final Set<String> ALONE = Set.of("EMERGENCY", "DOSE_SAFETY");

    private static final List<String> ALL = List.of(
            "EMERGENCY critical",
            "DOSE_SAFETY warning",
            "DATA_QUALITY info",
            "OPTIONS info",
            "SURGICAL warning",
            "REFERRAL info");

    private static List<Card> cards(List<String> kindsAndIndicators) {
        return kindsAndIndicators.stream()
                .map(said -> said.split(" ", 2))
                .map(said -> new Card(
                        said[0],
                        "Summary of " + said[0],
                        "Detail of " + said[0],
                        said[1],
                        new Card.Source("source", null, null),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(Card.EXTENSION, Map.of("kind", said[0]))))
                .toList();
    }

    @Test
    void whatFitsIsLeftAlone() {
        assertThat(Folding.toAtMost(6, cards(ALL), ALONE::contains)).isEqualTo(cards(ALL));
    }

    @Test
    void theLastCardsBecomeOneThatHoldsThemWhole() {
        List<Card> folded = Folding.toAtMost(4, cards(ALL), ALONE::contains);

        assertThat(folded).hasSize(4);
        Card last = folded.get(3);
        assertThat(last.kind()).isEqualTo("OPTIONS");
        assertThat(last.indicator()).isEqualTo("warning");
        assertThat(last.summary()).isEqualTo("Summary of OPTIONS");
        for (String kind : List.of("OPTIONS", "SURGICAL", "REFERRAL")) {
            assertThat(last.detail()).contains("Detail of " + kind);
        }
        assertThat(last.detail()).contains("**Summary of SURGICAL**").doesNotContain("Detail of DATA\\_QUALITY");
    }

    @Test
    void neitherEmergencyNorDoseIsEverFolded() {
        List<Card> folded = Folding.toAtMost(3, cards(ALL), ALONE::contains);

        assertThat(folded).hasSize(3);
        assertThat(folded.get(0)).isEqualTo(cards(ALL).get(0));
        assertThat(folded.get(1)).isEqualTo(cards(ALL).get(1));
        assertThat(Folding.toAtMost(1, cards(ALL.subList(0, 3)), ALONE::contains))
                .hasSize(3);
    }

    @Test
    void oneCardTooManyFoldsTwo() {
        assertThat(Folding.toAtMost(5, cards(ALL), ALONE::contains).stream().map(Card::kind))
                .containsExactlyElementsOf(Stream.of("EMERGENCY", "DOSE_SAFETY", "DATA_QUALITY", "OPTIONS", "SURGICAL")
                        .toList());
    }
}
