package org.spinecds.dose.dicom;

import org.jspecify.annotations.Nullable;

/** The object is damaged, encoded in a way that is not read, or beyond a limit. */
public final class ObjectUnreadable extends Exception {

    private final @Nullable String sopClass;

    /** Makes the fact. The message names the finding and holds no data of the patient. */
    public ObjectUnreadable(String message) {
        this(message, null);
    }

    ObjectUnreadable(String message, @Nullable String sopClass) {
        super(message);
        this.sopClass = sopClass;
    }

    /** Returns the SOP class UID, or null where not even that could be read. */
    public @Nullable String sopClass() {
        return sopClass;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
