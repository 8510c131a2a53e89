package org.spinecds.dose.finding;

import org.jspecify.annotations.Nullable;

/**
 * SOP instance UIDs of the objects that belong to one line; null where an object is missing.
 *
 * @param rtdose the dose
 * @param rtstruct the structure set
 * @param rtplan the plan
 * @param file the name of the file, for an object that cannot be read
 */
public record DoseObjects(
        @Nullable String rtdose, @Nullable String rtstruct, @Nullable String rtplan, @Nullable String file) {}
