package org.spinecds.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.Schemas;

/** CDS Hooks 2.0.1, Feedback: R101 to R103. */
class FeedbackReaderTests {

    private static final String CARD = "4e0a3a1e-3283-4575-ab82-028d55fe2719";

    private final FeedbackReader reader = new FeedbackReader(new StrictJson(20));

    @Test
    void anAcceptedCardNamesItsSuggestions() {
        List<Feedback> items = read(
                """
                {"feedback": [{"card": "%s", "outcome": "accepted", "outcomeTimestamp": "2026-03-02T10:05:31Z",
                  "acceptedSuggestions": [{"id": "E56E1945-20B3-4393-8503-A1A20FD73152"}]}]}
                """);

        assertThat(items)
                .containsExactly(new Feedback(
                        UUID.fromString(CARD),
                        Feedback.Outcome.ACCEPTED,
                        Instant.parse("2026-03-02T10:05:31Z"),
                        List.of("e56e1945-20b3-4393-8503-a1a20fd73152"),
                        null));
    }

    @Test
    void anOverriddenCardMayHaveAReasonWithoutItsDisplay() {
        List<Feedback> items = read(
                """
                {"feedback": [{"card": "%s", "outcome": "overridden", "outcomeTimestamp": "2026-03-02T10:05:31.123Z",
                  "overrideReason": {"reason": {"code": "c", "system": "s"}, "userComment": "later"}}], "extension": {}}
                """);

        assertThat(items).extracting(Feedback::reason).containsExactly(new Feedback.Reason("s", "c", "later"));
    }

    /** EHRs write the reason as a list, or in an extension. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"overrideReasons\": [{\"code\": \"c\", \"system\": \"s\"}]",
                "\"overrideReasons\": [{\"reason\": {\"code\": \"c\", \"system\": \"s\"}}]",
                "\"extension\": {\"com.example.reason\": {\"code\": \"c\", \"system\": \"s\"}}",
                "\"overrideReason\": {\"extension\": [{\"valueCoding\": {\"code\": \"c\", \"system\": \"s\"}}]}"
            })
    void aReasonIsReadWhereverItStands(String reason) {
        Feedback feedback = reader.read(("{\"feedback\": [{\"card\": \"" + CARD
                                + "\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:00:00Z\", "
                                + reason + "}]}")
                        .getBytes(StandardCharsets.UTF_8))
                .get(0);

        assertThat(feedback.reason()).isEqualTo(new Feedback.Reason("s", "c", null));
    }

    @Test
    void severalCardsAndRepetitionsAreLegal() {
        String item = "{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}"
                .formatted(CARD);

        assertThat(read("{\"feedback\": [" + item + ", " + item + "]}")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"feedback\": null}",
                "{\"feedback\": []}",
                "{\"feedback\": {}}",
                "{\"feedback\": [1]}",
                "{\"feedback\": [{}]}",
                "{\"feedback\": [{\"card\": \"x\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"ignored\", \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"yesterday\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-02-30T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:05:31\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02T10:05:31+02:00\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"accepted\", \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"accepted\", \"acceptedSuggestions\": [],"
                        + " \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"accepted\", \"acceptedSuggestions\": [{}],"
                        + " \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"overrideReason\": \"no\","
                        + " \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"overrideReason\": {\"reason\": {\"code\":"
                        + " \"c\"}}, \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"overrideReason\": {\"userComment\": 1},"
                        + " \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}"
            })
    void anythingElseIsRefusedWithASentence(String body) {
        assertThatExceptionOfType(HookRequestRejected.class)
                .isThrownBy(() -> read(body))
                .satisfies(fact -> assertThat(fact.getMessage()).endsWith(".").doesNotContain(CARD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"feedback\": []}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"accepted\", \"outcomeTimestamp\": \"2026-03-02T10:05:31Z\"}]}",
                "{\"feedback\": [{\"card\": \"%s\", \"outcome\": \"overridden\", \"outcomeTimestamp\": \"2026-03-02\"}]}"
            })
    void theSchemaRefusesThemToo(String body) {
        assertThat(Schemas.faults("feedback", body.replace("%s", CARD))).isNotEmpty();
    }

    private List<Feedback> read(String body) {
        return reader.read(body.replace("%s", CARD).getBytes(StandardCharsets.UTF_8));
    }
}
