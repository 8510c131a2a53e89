package org.spinecds.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.spinecds.dose.dicom.Patient;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Seals questions while they wait in the database (AES-256-GCM, SP 800-38D), and names patients by a keyed hash. Both keys
 * are made of the site's key of the journal.
 */
final class AskSeal {

    private static final int NONCE = 16;

    private final byte[] names;
    private final BytesEncryptor seals;

    /** Makes the keys. */
    AskSeal(String key) {
        byte[] secret = key.getBytes(StandardCharsets.UTF_8);
        this.names = hmac(secret).hmac("archive names");
        SecretKeySpec sealing = new SecretKeySpec(hmac(secret).hmac("archive questions"), "AES");
        this.seals = AesGcmBytesEncryptor.withSecretKey(sealing)
                .ivGenerator(KeyGenerators.secureRandom(NONCE))
                .build();
    }

    /** It holds a state, so each text needs its own. */
    private static HmacUtils hmac(byte[] key) {
        return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key);
    }

    /** Returns the name of a patient of an archive, 64 hexadecimal digits. */
    String name(String archive, Patient patient) {
        return hmac(names)
                .hmacHex(archive + "\n" + patient.id() + "\n" + patient.issuer() + "\n" + patient.birthDate());
    }

    /** Returns the name of a question, 64 hexadecimal digits. */
    String name(Ask ask) {
        return hmac(names).hmacHex(ask.json());
    }

    /** Returns the token of a user's forms; a page of another site cannot know it. */
    String formToken(String user) {
        return hmac(names).hmacHex("form of the worklist\n" + user);
    }

    boolean isFormToken(String token, String user) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), formToken(user).getBytes(StandardCharsets.UTF_8));
    }

    byte[] closed(Ask ask) {
        return seals.encrypt(ask.json().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Opens a sealed question.
     *
     * @throws RuntimeException where it was sealed with another key, or changed
     */
    Ask opened(byte[] sealed) {
        return Ask.of(new String(seals.decrypt(sealed), StandardCharsets.UTF_8));
    }
}
