package org.spinecds.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleTests {

    /** RFC 5869, test case 1: the first 32 bytes of its output, which is the first block. */
    @Test
    void derivationIsThatOfTheStandard() {
        byte[] secret = new byte[22];
        java.util.Arrays.fill(secret, (byte) 0x0b);

        byte[] derived = Handle.derived(
                secret,
                HexFormat.of().parseHex("000102030405060708090a0b0c"),
                HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9"));

        assertThat(HexFormat.of().formatHex(derived))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }

    @Test
    void everyHandleIsAnotherAndSurvivesItsText() {
        assertThat(IntStream.range(0, 1000)
                        .mapToObj(number -> Handle.random(Clock.systemUTC()))
                        .distinct())
                .hasSize(1000)
                .allSatisfy(handle -> assertThat(Handle.of(handle.text())).contains(handle));
    }

    @Test
    void nameAndKeyTellNothingOfTheHandle() {
        Handle handle = Handle.random(Clock.systemUTC());

        assertThat(handle.name()).hasSize(64).doesNotContain(handle.text());
        assertThat(handle.key().getEncoded()).hasSize(32);
        assertThat(HexFormat.of().formatHex(handle.key().getEncoded())).isNotEqualTo(handle.name());
        assertThat(handle.toString()).doesNotContain(handle.text());
    }

    /** A million names spread over an index, and every one rewrites another page of it. */
    @Test
    void namesAreInTheOrderOfTime() {
        Instant moment = Instant.parse("2026-11-26T13:00:00Z");
        String before = Handle.random(Clock.fixed(moment, ZoneOffset.UTC)).name();
        String after =
                Handle.random(Clock.fixed(moment.plusMillis(1), ZoneOffset.UTC)).name();

        assertThat(before).isLessThan(after);
        assertThat(HexFormat.fromHexDigitsToLong(before.substring(0, 12))).isEqualTo(moment.toEpochMilli());
    }

    /** Of one moment, or the database would tell more of the handle than its time. */
    @Test
    void namesOfOneMomentShareNothingElse() {
        assertThat(IntStream.range(0, 1000)
                        .mapToObj(number ->
                                Handle.random(Clock.systemUTC()).name().substring(12, 24))
                        .distinct())
                .hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/"
            })
    void whatIsNoHandleIsNone(String text) {
        assertThat(Handle.of(text)).isEmpty();
    }
}
