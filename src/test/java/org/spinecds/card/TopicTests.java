package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.spinecds.content.Content;
import tools.jackson.databind.json.JsonMapper;

/** What a client may silence, and how it tells actions apart. */
class TopicTests {

    private static final CardRenderer CARDS =
            new CardRenderer(Content.at(Path.of(".").toAbsolutePath()), 7, 0);

    private static String topic(String kind, String indicator, String summary) {
        return Objects.requireNonNull(CARDS.phrases()
                        .source(CARDS.kinds().of(kind), indicator, summary, 0)
                        .topic())
                .code();
    }

    @Test
    void theCodeIsLettersAndDigitsAlone() {
        assertThat(topic("DOSE_SAFETY", "critical", "T8: 17 Gy, cumulative 72.1"))
                .matches("[A-Za-z0-9]+");
    }

    @Test
    void aLaterWorseCardHasAnotherCode() {
        assertThat(List.of(
                        topic("DOSE_SAFETY", "info", "T8: 25.0 Gy EQD2 left"),
                        topic("DOSE_SAFETY", "warning", "T8: 25.0 Gy EQD2 left"),
                        topic("DOSE_SAFETY", "info", "T9: 25.0 Gy EQD2 left"),
                        topic("DOSE_SAFETY", "info", "T8: this plan exceeds 25.0 Gy EQD2"),
                        topic("SURGICAL", "info", "T8: 25.0 Gy EQD2 left")))
                .doesNotHaveDuplicates();
    }

    @Test
    void theSameFindingWithOtherNumbersKeepsItsCode() {
        assertThat(topic("DOSE_SAFETY", "info", "T8: 25.0 Gy EQD2 left, 13 months"))
                .isEqualTo(topic("DOSE_SAFETY", "info", "T8: 24.6 Gy EQD2 left, 14 months"));
    }

    @Test
    void actionsDescribedTheSameAreToldApart() {
        Set<String> described = new HashSet<>();
        Card.Action action =
                new Card.Action("create", "A draft.", JsonMapper.shared().createObjectNode());
        Card.Suggestion suggestion = new Card.Suggestion("KEY", "Label", "uuid", null, List.of(action));

        assertThat(List.of(
                        suggestion.describedApartFrom(described),
                        suggestion.describedApartFrom(described),
                        suggestion.describedApartFrom(described)))
                .extracting(one -> one.actions().get(0).description())
                .containsExactly("A draft.", "A draft. (2)", "A draft. (3)");
    }
}
