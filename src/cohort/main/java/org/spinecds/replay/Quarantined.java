package org.spinecds.replay;

import org.jspecify.annotations.Nullable;

/**
 * A line that is not used. It is named by its place and its hash, never by its text, which may tell of a patient.
 *
 * @param file the name in the export
 * @param offset of the first byte of the line in the file, in bytes without compression
 * @param line its number in the file, from 1
 * @param type of the resource, where it could be read
 * @param sha256 of the line without its end, hexadecimal
 */
public record Quarantined(String file, long offset, long line, Reason reason, @Nullable String type, String sha256) {

    Quarantined after(long lines) {
        return new Quarantined(file, offset, line + lines, reason, type, sha256);
    }
}
