package org.spinecds.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.spinecds.decision.AnswerTree;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a view makes of answers that are known, and of those that are not. */
class ViewTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private static Map<String, View.Field> fields(String json) {
        return JSON.readValue(json, new TypeReference<>() {});
    }

    private static AnswerTree check(@Nullable String status) {
        Map<String, @Nullable Object> check = new HashMap<>();
        check.put("status", status);
        return AnswerTree.of(Map.of("Check", check));
    }

    private static @Nullable Object filled(String json, AnswerTree answers) {
        View view = new View("cards/A.json", fields(json), new Phrases("{}"));
        return View.plain(view.of(answers).get("status"));
    }

    @Test
    void aValueHasASectionOfItsOwn() {
        assertThat(filled("{\"status\": {\"of\": \"Check.status\", \"flags\": true}}", check("met")))
                .isEqualTo(Map.of("met", true));
    }

    /** A template would say that it is not met. */
    @Test
    void whatIsNotKnownIsNotTakenForAnotherValue() {
        assertThatExceptionOfType(WordingBroken.class)
                .isThrownBy(() -> filled("{\"status\": {\"of\": \"Check.status\", \"flags\": true}}", check(null)))
                .withMessageContaining("cards/A.json")
                .withMessageContaining("status")
                .withMessageContaining("not known");
    }

    @Test
    void aViewMaySayWhatItDoesWhereAValueIsNotKnown() {
        String view = "{\"status\": {\"of\": \"Check.status\", \"flags\": true, \"when\": \"Check.status\"}}";

        assertThat(filled(view, check(null))).isNull();
        assertThat(filled(view, check("met"))).isEqualTo(Map.of("met", true));
    }

    @Test
    void equalBoundsAreOneNumber() {
        String view = "{\"status\": {\"all\": [\"A.lo\", \"A.hi\"], \"once\": true, \"join\": \" to \"}}";

        assertThat(filled(view, AnswerTree.of(Map.of("A", Map.of("lo", 3, "hi", 3)))))
                .isEqualTo("3");
        assertThat(filled(view, AnswerTree.of(Map.of("A", Map.of("lo", 3, "hi", 5)))))
                .isEqualTo("3 to 5");
    }

    /** Every path is tried, at any depth, in whichever member of a field it stands. */
    @Test
    void aWrongNameWithinAPathIsFoundWithTheFieldThatHasIt() {
        AnswerTree shapes = AnswerTree.of(Map.of(
                "Options", List.of(Map.of("key", "String", "reasons", List.of("String"))),
                "Known", Arrays.asList((Object) null)));
        ViewCheck check = new ViewCheck(shapes);

        check.fields(
                "cards/A.json",
                fields(
                        """
                        {
                          "right": { "of": "Options", "where": { "key": "A" }, "each": { "why": "reasons", "self": "." } },
                          "anything": "Known.whatever",
                          "inner": { "of": "Options", "each": { "why": "raesons" } },
                          "chosen": { "of": "Options", "where": { "kye": "A" } },
                          "joined": { "of": "Options.key", "in": "Options", "by": "code" },
                          "asked": { "when": "Options.status" },
                          "together": { "all": [{ "of": "Options", "code": "stand" }] }
                        }
                        """),
                shapes);

        assertThat(check.found()).allSatisfy(one -> assertThat(one.file()).isEqualTo("cards/A.json"));
        assertThat(check.found())
                .extracting(one -> one.said().substring(0, one.said().indexOf(':')))
                .containsExactlyInAnyOrder("inner.why", "chosen", "joined", "asked", "together");
        assertThat(check.found()).extracting(Misnamed::said).anyMatch(said -> said.contains("raesons"));
    }
}
