package org.spinecds.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A line of an export with its header. Its bytes are valid only while it is taken.
 *
 * @param unit the first byte of the unit that it is read in
 * @param bytes from the first to the last of the line
 * @param offset of its first byte in the file, without compression
 * @param number of the line within its unit, from 1
 * @param type of the resource
 * @param id of the resource; null where it has none
 * @param patient the id of its patient; null where it names none by id
 * @param hasContained whether it contains other resources
 */
record ScannedLine(
        ExportFile file,
        long unit,
        ByteBuffer bytes,
        long offset,
        long number,
        String type,
        @Nullable String id,
        @Nullable String patient,
        boolean hasContained) {

    /** The patient with its source, as {@code source/id}, or the id where there is one source alone. */
    @Nullable
    String patientKey() {
        return patient == null ? null : key(file.site(), patient);
    }

    static String key(String site, String id) {
        return site.isEmpty() ? id : site + "/" + id;
    }

    int length() {
        return bytes.remaining();
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** Its file and length only: the text may tell of a patient. */
    @Override
    public String toString() {
        return "ScannedLine[" + file.name() + ", " + offset + "]";
    }
}
