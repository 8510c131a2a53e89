package org.spinecds.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.spinecds.dose.dicom.Patient;

/**
 * Seals questions while they wait in the database (AES-256-GCM, SP 800-38D), and names patients by a keyed hash. Both keys
 * are made of the site's key of the journal.
 */
final class AskSeal {

    private static final String HMAC = "HmacSHA256";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec names;
    private final SecretKeySpec seals;
    private final SecureRandom random = new SecureRandom();

    /** Makes the keys. */
    AskSeal(String key) {
        byte[] secret = key.getBytes(StandardCharsets.UTF_8);
        this.names = new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), "archive names"), HMAC);
        this.seals = new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC), "archive questions"), "AES");
    }

    /** Returns the name of a patient of an archive, 64 hexadecimal digits. */
    String name(String archive, Patient patient) {
        return HexFormat.of()
                .formatHex(hmac(
                        names, archive + "\n" + patient.id() + "\n" + patient.issuer() + "\n" + patient.birthDate()));
    }

    /** Returns the name of a question, 64 hexadecimal digits. */
    String name(Ask ask) {
        return HexFormat.of().formatHex(hmac(names, ask.json()));
    }

    /** Returns the token of a user's forms; a page of another site cannot know it. */
    String formToken(String user) {
        return HexFormat.of().formatHex(hmac(names, "form of the worklist\n" + user));
    }

    boolean isFormToken(String token, String user) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), formToken(user).getBytes(StandardCharsets.UTF_8));
    }

    byte[] closed(Ask ask) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = apply(Cipher.ENCRYPT_MODE, nonce, ask.json().getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    }

    /**
     * Opens a sealed question.
     *
     * @throws IllegalStateException where it was sealed with another key, or changed
     */
    Ask opened(byte[] sealed) {
        byte[] nonce = Arrays.copyOf(sealed, NONCE);
        byte[] rest = Arrays.copyOfRange(sealed, Math.min(NONCE, sealed.length), sealed.length);
        return Ask.of(new String(apply(Cipher.DECRYPT_MODE, nonce, rest), StandardCharsets.UTF_8));
    }

    private byte[] apply(int mode, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, seals, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A question to the archive cannot be sealed or opened.", e);
        }
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC + ".", e);
        }
    }
}
