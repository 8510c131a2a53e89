package org.spinecds.worksheet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * The secret that opens a worksheet: the time at which it was made and 208 random bits. Only the link has it. The
 * worksheet's name in the database and its key are derived from it (HKDF, RFC 5869), so the database alone gives
 * neither the handle nor the key. Names begin with the time, so that the index grows at its end only, instead of on a
 * random page for each row.
 *
 * @param text in the link: 43 characters, base64url
 */
public record Handle(String text) {

    private static final int BYTES = 32;
    /** The length of the time in milliseconds since 1970. */
    private static final int TIME_BYTES = 6;

    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final byte[] SALT = "org.spinecds.worksheet".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME = "name".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    public Handle {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("A handle has 43 characters.");
        }
    }

    static Handle random(Clock clock) {
        byte[] bits = randomBits();
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(clock.millis()).array();
        System.arraycopy(time, Long.BYTES - TIME_BYTES, bits, 0, TIME_BYTES);
        return new Handle(encoded(bits));
    }

    /** The handle in a link; empty where the text is no handle. */
    public static Optional<Handle> of(String text) {
        return Optional.of(text).filter(TEXT.asMatchPredicate()).map(handle -> new Handle(encoded(bits(handle))));
    }

    private static byte[] bits(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    /** The name of the worksheet in the database, 64 hexadecimal digits: the time, then the derived part. */
    String name() {
        HexFormat digits = HexFormat.of();
        byte[] bits = bits(text);
        return digits.formatHex(bits, 0, TIME_BYTES)
                + digits.formatHex(derived(bits, SALT, NAME), 0, BYTES - TIME_BYTES);
    }

    SecretKey key() {
        return new SecretKeySpec(derived(bits(text), SALT, KEY), "AES");
    }

    /** 256 random bits as 43 characters, base64url. */
    public static String randomText() {
        return encoded(randomBits());
    }

    private static byte[] randomBits() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return bits;
    }

    private static String encoded(byte[] bits) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /** HKDF with SHA-256 and one block of output, 32 bytes. */
    static byte[] derived(byte[] secret, byte[] salt, byte[] info) {
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        byte[] key = new HmacUtils(HmacAlgorithms.HMAC_SHA_256, salt).hmac(secret);
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key).hmac(block);
    }

    @Override
    public String toString() {
        return "Handle[hidden]";
    }
}
