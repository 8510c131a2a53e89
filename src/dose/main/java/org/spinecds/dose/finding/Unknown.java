package org.spinecds.dose.finding;

import java.util.List;

/**
 * There is no number.
 *
 * @param reason the code
 * @param detail the finding in words of DICOM, without data of the patient
 * @param candidates SOP instance UIDs that a physicist may pair
 */
public record Unknown(Reason reason, String detail, List<String> candidates) implements Finding {

    public Unknown {
        candidates = List.copyOf(candidates);
    }
}
