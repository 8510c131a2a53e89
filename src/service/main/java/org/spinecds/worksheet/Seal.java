package org.spinecds.worksheet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.Deflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardContext;
import org.spinecds.content.PackedFiles;
import org.spinecds.fhir.FhirJson;
import org.spinecds.logic.AssessmentLogic;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Encrypts a record with the key of its handle (AES-256-GCM, SP 800-38D), and decrypts it. */
record Seal(FhirJson fhir) {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());
    private static final SecureRandom RANDOM = new SecureRandom();

    byte[] closed(Handle handle, KeptRecord record) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        // Compressed at the fastest level rather than to the smallest size: a worksheet is kept for half an hour.
        byte[] sealed =
                apply(Cipher.ENCRYPT_MODE, handle, nonce, PackedFiles.zipped(written(record), Deflater.BEST_SPEED));
        return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    }

    KeptRecord opened(Handle handle, byte[] sealed) {
        byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE);
        byte[] rest = java.util.Arrays.copyOfRange(sealed, NONCE, sealed.length);
        return read(PackedFiles.unzipped(apply(Cipher.DECRYPT_MODE, handle, nonce, rest)));
    }

    private static byte[] apply(int mode, Handle handle, byte[] nonce, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, handle.key(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(handle.name().getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A worksheet cannot be sealed or opened.", e);
        }
    }

    /** The record as JSON. */
    private record Written(
            String service,
            String library,
            String cards,
            String hook,
            Instant answeredAt,
            @Nullable LocalDate replayed,
            String contentVersion,
            List<CardContext.ChangedSetting> changedSettings,
            String reading,
            List<JsonNode> resources,
            List<String> orders) {}

    private byte[] written(KeptRecord record) {
        return JSON.writeValueAsBytes(new Written(
                record.service(),
                record.question().library(),
                record.question().cards(),
                record.question().hook(),
                record.answeredAt(),
                record.replayed(),
                record.contentVersion(),
                record.changedSettings(),
                record.reading(),
                record.resources().stream().map(fhir::tree).toList(),
                record.orders()));
    }

    private KeptRecord read(byte[] text) {
        Written kept = JSON.readValue(text, Written.class);
        return new KeptRecord(
                kept.service(),
                new AssessmentLogic.Question(kept.library(), kept.cards(), kept.hook()),
                kept.answeredAt(),
                kept.replayed(),
                kept.contentVersion(),
                kept.changedSettings(),
                kept.reading(),
                kept.resources().stream().map(fhir::read).toList(),
                kept.orders());
    }
}
