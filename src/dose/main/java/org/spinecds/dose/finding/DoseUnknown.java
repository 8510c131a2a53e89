package org.spinecds.dose.finding;

import java.util.List;

/** There is no number, for a reason. */
public final class DoseUnknown extends Exception {

    private final Reason reason;
    private final transient List<String> candidates;

    /**
     * Makes the fact.
     *
     * @param reason its code
     * @param detail the finding in words of DICOM, without data of the patient
     */
    public DoseUnknown(Reason reason, String detail) {
        this(reason, detail, List.of());
    }

    /**
     * Makes the fact.
     *
     * @param reason its code
     * @param detail the finding in words of DICOM, without data of the patient
     * @param candidates SOP instance UIDs of objects that a physicist may pair instead
     */
    public DoseUnknown(Reason reason, String detail, List<String> candidates) {
        super(detail);
        this.reason = reason;
        this.candidates = List.copyOf(candidates);
    }

    /** Returns this fact as a finding. */
    public Unknown finding() {
        return new Unknown(reason, String.valueOf(getMessage()), candidates);
    }
}
