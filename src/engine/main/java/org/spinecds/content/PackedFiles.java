package org.spinecds.content;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Files as one byte array: a JSON object of texts by path, compressed with gzip. */
public final class PackedFiles {

    private static final JsonMapper JSON = JsonMapper.shared();

    private PackedFiles() {}

    /** The texts by path as bytes. */
    public static byte[] pack(Map<String, String> texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(JSON.writeValueAsBytes(new TreeMap<>(texts)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The texts by path, sorted.
     *
     * @throws ContentUnreadable when the bytes are not packed files
     */
    public static Map<String, String> unpack(byte[] packed) {
        try (GZIPInputStream bytes = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return JSON.readValue(bytes.readAllBytes(), new TypeReference<TreeMap<String, String>>() {});
        } catch (IOException | tools.jackson.core.JacksonException e) {
            throw new ContentUnreadable("The packed files of a content cannot be read.", e);
        }
    }
}
