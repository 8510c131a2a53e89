package org.spinecds.replay;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line that cannot be used, with the parts of its header that could be read. The record of its patient is not complete without it.
 *
 * @param unit the first byte of the unit that it is read in
 * @param offset of its first byte in the file, without compression
 * @param number of the line within its unit, from 1
 * @param type of the resource; null where it could not be read
 * @param patient the id of its patient; null where it could not be read, or names none by id
 */
record UnusableLine(
        ExportFile file, long unit, long offset, long number, @Nullable String type, @Nullable String patient) {

    /** The patient with its source, as of a {@link ScannedLine}. */
    @Nullable
    String patientKey() {
        return patient == null ? null : ScannedLine.key(file.site(), patient);
    }

    /** Whether it may be a resource of some types; true in doubt. */
    boolean mayBeOf(Set<String> types) {
        return type == null ? file.mayHold(types) : types.contains(type);
    }

    /** Its place only: the rest belongs to a patient. */
    @Override
    public String toString() {
        return "UnusableLine[" + file.name() + ", " + offset + "]";
    }
}
