package org.spinecds.patientdata;

import org.jspecify.annotations.Nullable;

/** A part of the record could not be read, or not reliably. The message is a reason in a few words. */
public final class ReadFailed extends Exception {

    private final transient @Nullable SearchPage first;

    /**
     * Nothing was read.
     *
     * @param reason in a few words, without data of the patient
     */
    public ReadFailed(String reason) {
        this(reason, null);
    }

    /** Only the first of several pages was read. */
    ReadFailed(String reason, @Nullable SearchPage first) {
        super(reason);
        this.first = first;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** The first of several pages; null where no page was read. */
    @Nullable
    SearchPage first() {
        return first;
    }
}
