package org.spinecds.worksheet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.card.CardContext;
import org.spinecds.fhir.FhirJson;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Encrypts a record with the key of its handle (AES-256-GCM, SP 800-38D), and decrypts it. */
final class Seal {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int LARGEST = 64 * 1024 * 1024;

    private final FhirJson fhir;
    private final JsonMapper json = FhirJson.mapper(StreamReadConstraints.defaults());
    private final SecureRandom random = new SecureRandom();

    Seal(FhirJson fhir) {
        this.fhir = fhir;
    }

    byte[] closed(Handle handle, KeptRecord record) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = apply(Cipher.ENCRYPT_MODE, handle, nonce, packed(written(record)));
        return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    }

    KeptRecord opened(Handle handle, byte[] sealed) {
        byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE);
        byte[] rest = java.util.Arrays.copyOfRange(sealed, NONCE, sealed.length);
        return read(unpacked(apply(Cipher.DECRYPT_MODE, handle, nonce, rest)));
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

    private byte[] written(KeptRecord record) {
        ObjectNode root = json.createObjectNode()
                .put("service", record.service())
                .put("library", record.question().library())
                .put("cards", record.question().cards())
                .put("hook", record.question().hook())
                .put("answeredAt", record.answeredAt().toString())
                .put("contentVersion", record.contentVersion())
                .put("reading", record.reading());
        if (record.replayed() != null) {
            root.put("replayed", record.replayed().toString());
        }
        ArrayNode settings = root.putArray("changedSettings");
        record.changedSettings().forEach(setting -> settings.addObject()
                .put("name", setting.name())
                .put("value", setting.value())
                .put("standard", setting.standard()));
        ArrayNode orders = root.putArray("orders");
        record.orders().forEach(orders::add);
        ArrayNode resources = root.putArray("resources");
        record.resources().forEach(resource -> resources.add(fhir.tree(resource)));
        return json.writeValueAsBytes(root);
    }

    private KeptRecord read(byte[] text) {
        JsonNode root = json.readTree(text);
        List<CardContext.ChangedSetting> settings = new ArrayList<>();
        root.path("changedSettings")
                .forEach(setting -> settings.add(new CardContext.ChangedSetting(
                        setting.path("name").asString(),
                        setting.path("value").asString(),
                        setting.path("standard").asString())));
        List<Resource> resources = new ArrayList<>();
        root.path("resources").forEach(resource -> resources.add(fhir.read(resource)));
        List<String> orders = new ArrayList<>();
        root.path("orders").forEach(order -> orders.add(order.asString()));
        JsonNode replayed = root.path("replayed");
        return new KeptRecord(
                root.path("service").asString(),
                new KeptRecord.Asked(
                        root.path("library").asString(),
                        root.path("cards").asString(),
                        root.path("hook").asString()),
                Instant.parse(root.path("answeredAt").asString()),
                replayed.isString() ? LocalDate.parse(replayed.asString()) : null,
                root.path("contentVersion").asString(),
                settings,
                root.path("reading").asString(""),
                resources,
                orders);
    }

    private static byte[] packed(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new QuickGzip(packed)) {
            zip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** Compresses at the fastest level rather than the smallest size: a worksheet is kept for half an hour. */
    private static final class QuickGzip extends GZIPOutputStream {

        QuickGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return zip.readNBytes(LARGEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
