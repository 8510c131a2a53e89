package org.spinecds.content;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Files as one byte array: a JSON object of texts by path, compressed with gzip. */
public final class PackedFiles {

    private static final JsonMapper JSON = JsonMapper.shared();

    private PackedFiles() {}

    /** The texts by path as bytes. */
    public static byte[] pack(Map<String, String> texts) {
        return zipped(JSON.writeValueAsBytes(new TreeMap<>(texts)), Deflater.DEFAULT_COMPRESSION);
    }

    /**
     * The texts by path, sorted.
     *
     * @throws ContentUnreadable when the bytes are not packed files
     */
    public static Map<String, String> unpack(byte[] packed) {
        try {
            return JSON.readValue(unzipped(packed), new TypeReference<TreeMap<String, String>>() {});
        } catch (UncheckedIOException | JacksonException e) {
            throw new ContentUnreadable("The packed files of a content cannot be read.", e);
        }
    }

    /**
     * Bytes in the form of gzip.
     *
     * @param level of {@link Deflater}
     */
    public static byte[] zipped(byte[] plain, int level) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(level);
            }
        }) {
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The bytes that {@link #zipped} has packed, at most 2 GB. */
    public static byte[] unzipped(byte[] packed) {
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return zip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
