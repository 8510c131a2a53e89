package org.spinecds.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.WorkedCases;
import org.spinecds.fhir.FhirJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The header read on bytes is that of the tree, and a line that one of them refuses is refused by both. */
class HeaderScanTests {

    private static final int DRAWN = 4000;
    private static final int BROKEN = 20_000;
    private static final String SIGNS = "\"\\{}[],:0-.e tn\u0001";
    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());

    private final HeaderScan header = new HeaderScan();

    private @Nullable Reason read(String line) {
        byte[] bytes = ("##" + line + "##").getBytes(StandardCharsets.UTF_8);
        return header.read(bytes, 2, bytes.length - 2);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }

    private static @Nullable String subject(JsonNode resource) {
        String subject = text(resource.path("subject").path("reference"));
        return subject == null ? text(resource.path("patient").path("reference")) : subject;
    }

    private void isTheSameAs(JsonNode tree) {
        assertThat(header.type()).isEqualTo(text(tree.path("resourceType")));
        assertThat(header.id()).isEqualTo(text(tree.path("id")));
        assertThat(header.subject()).isEqualTo(subject(tree));
        assertThat(header.hasCode()).isEqualTo(tree.has("code"));
    }

    @Test
    void isThatOfTheTreeForEveryResourceOfTheWorkedCases() {
        List<JsonNode> resources = new ArrayList<>();
        WorkedCases.all().forEach(worked -> resources.addAll(worked.resources()));
        assertThat(resources).hasSizeGreaterThan(15_000);

        for (JsonNode resource : resources) {
            assertThat(read(resource.toString())).isNull();
            isTheSameAs(resource);
            assertThat(read(resource.toPrettyString().replace("\n", "\r\t "))).isNull();
            isTheSameAs(resource);
        }
    }

    @Test
    void isThatOfTheTreeForDrawnResources() {
        DrawnJson drawn = new DrawnJson(new Random(7));
        int withSubject = 0;
        for (int i = 0; i < DRAWN; i++) {
            String line = drawn.resource();
            assertThat(read(line)).as(line).isNull();
            isTheSameAs(JSON.readTree(line));
            withSubject += header.subject() == null ? 0 : 1;
        }
        assertThat(withSubject).isBetween(DRAWN / 10, DRAWN);
    }

    /** FHIR is stricter than the tree in one thing: bytes that are no UTF-8 are none of a resource. */
    @Test
    void aLineIsRefusedWhereTheTreeRefusesIt() {
        Random random = new Random(11);
        DrawnJson drawn = new DrawnJson(random);
        int refused = 0;
        for (int i = 0; i < BROKEN; i++) {
            byte[] line = broken(random, drawn.resource().getBytes(StandardCharsets.UTF_8));
            @Nullable JsonNode tree = tree(line);
            @Nullable Reason reason = header.read(line, 0, line.length);
            boolean isUsed = reason == null;
            String shown = new String(line, StandardCharsets.UTF_8);
            if (tree != null && !isUtf8(line)) {
                assertThat(reason).as(shown).isNotNull();
            } else if (tree != null && tree.isObject()) {
                assertThat(reason).as(shown).isNull();
                isTheSameAs(tree);
            } else if (isUsed) {
                // The tree refuses every member that is there twice, the header those of its own.
                assertThat(anyMemberTwice(line)).as(shown).isTrue();
            }
            refused += isUsed ? 0 : 1;
        }
        assertThat(refused).isBetween(BROKEN / 4, BROKEN - BROKEN / 20);
    }

    private static byte[] broken(Random random, byte[] line) {
        byte[] broken = line.clone();
        switch (random.nextInt(4)) {
            case 0 -> broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> broken[random.nextInt(broken.length)] = (byte) SIGNS.charAt(random.nextInt(SIGNS.length()));
            case 2 -> broken = Arrays.copyOf(broken, 1 + random.nextInt(broken.length));
            default -> {
                int at = random.nextInt(broken.length);
                byte[] without = new byte[broken.length - 1];
                System.arraycopy(broken, 0, without, 0, at);
                System.arraycopy(broken, at + 1, without, at, without.length - at);
                broken = without;
            }
        }
        return broken;
    }

    private static @Nullable JsonNode tree(byte[] line) {
        try {
            return JSON.readTree(line);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static boolean anyMemberTwice(byte[] line) {
        try {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readTree(line)
                    .isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] line) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "3",
                "\"a\"",
                "{",
                "{}}",
                "{}{}",
                "{\"a\":}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":[1,]}",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":.5}",
                "{\"a\":tru}",
                "{\"a\":nulll}",
                "{\"a\":'b'}",
                "{a:1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12G4\"}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":1}\u0000",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":\"a\",\"\\u0069d\":\"b\"}",
                "{\"subject\":{},\"subject\":{}}",
                "{\"subject\":{\"reference\":\"a\",\"reference\":\"b\"}}",
                "{\"code\":1,\"code\":2}"
            })
    void noJsonObjectIsRefused(String line) {
        assertThat(read(line)).isEqualTo(Reason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { } ",
                "{\"a\":-0.5e-7,\"b\":[[],{},true,false,null,\"\"]}",
                "{\"a\":\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t é漢𝄞\"}"
            })
    void aJsonObjectIsRead(String line) {
        assertThat(read(line)).isNull();
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        for (String hex : List.of("ff", "c3", "c0af", "eda080", "f4908080", "e28228", "80", "f8888080")) {
            byte[] bytes = HexFormat.of().parseHex("7b2261223a22" + hex + "227d");
            assertThat(header.read(bytes, 0, bytes.length)).as(hex).isEqualTo(Reason.NOT_UTF8);
        }
    }

    @Test
    void theNestingIsBounded() {
        int most = HeaderScan.DEEPEST - 1;
        assertThat(read("{\"a\":" + "[".repeat(most) + "]".repeat(most) + "}")).isNull();
        assertThat(read("{\"a\":" + "[".repeat(most + 1) + "]".repeat(most + 1) + "}"))
                .isEqualTo(Reason.NOT_JSON);
    }

    @Test
    void aResourceIsDatedByTheFirstElementThatIsThere() {
        assertThat(read("{\"period\":{\"start\":\"2024-01-02\",\"end\":\"2024-03\"},\"birthDate\":\"1960\"}"))
                .isNull();
        assertThat(header.date()).isEqualTo("2024-03");
        assertThat(read("{\"onsetDateTime\":\"2020\",\"recordedDate\":\"2021-05-06\"}"))
                .isNull();
        assertThat(header.date()).isEqualTo("2021-05-06");
        assertThat(read("{\"effectivePeriod\":{\"start\":\"2024-01-02\"}}")).isNull();
        assertThat(header.date()).isEqualTo("2024-01-02");
        assertThat(read("{\"birthDate\":\"1960\"}")).isNull();
        assertThat(header.date()).isNull();
    }

    @Test
    void aPatientIsNamedByIdInAnyFormOfAReference() {
        assertThat(owner("{\"resourceType\":\"Patient\",\"id\":\"p1\"}")).isEqualTo("p1");
        assertThat(ownerBy("Patient/p1")).isEqualTo("p1");
        assertThat(ownerBy("https://ehr.example/fhir/Patient/p1")).isEqualTo("p1");
        assertThat(ownerBy("Patient/p1/_history/2")).isEqualTo("p1");
        assertThat(ownerBy("p1")).isEqualTo("p1");
        for (String other : List.of("urn:uuid:1", "#p1", "Group/g", "Device/d", "Patient/", "Patient/a b", "")) {
            assertThat(ownerBy(other)).as(other).isNull();
        }
        assertThat(owner("{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/p1\"}}"))
                .isNull();
        assertThat(owner(
                        "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"identifier\":{\"value\":\"7\"}}}"))
                .isNull();
    }

    private @Nullable String ownerBy(String reference) {
        return owner("{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"" + reference + "\"}}");
    }

    private @Nullable String owner(String line) {
        assertThat(read(line)).isNull();
        return Owner.of(header);
    }
}
