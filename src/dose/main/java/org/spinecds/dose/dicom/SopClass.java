package org.spinecds.dose.dicom;

import java.util.Set;

/** The SOP classes that a dose needs. */
public final class SopClass {

    public static final String DOSE = "1.2.840.10008.5.1.4.1.1.481.2";
    public static final String STRUCTURE_SET = "1.2.840.10008.5.1.4.1.1.481.3";
    public static final String BEAMS_RECORD = "1.2.840.10008.5.1.4.1.1.481.4";
    public static final String PLAN = "1.2.840.10008.5.1.4.1.1.481.5";
    public static final String BRACHY_RECORD = "1.2.840.10008.5.1.4.1.1.481.6";
    public static final String ION_PLAN = "1.2.840.10008.5.1.4.1.1.481.8";
    public static final String ION_RECORD = "1.2.840.10008.5.1.4.1.1.481.9";
    public static final String REGISTRATION = "1.2.840.10008.5.1.4.1.1.66.1";

    private static final Set<String> NEEDED =
            Set.of(DOSE, STRUCTURE_SET, BEAMS_RECORD, PLAN, BRACHY_RECORD, ION_PLAN, ION_RECORD, REGISTRATION);

    private SopClass() {}

    static boolean isNeeded(String sopClass) {
        return NEEDED.contains(sopClass);
    }

    /** Tells whether the class is one of treatment records. */
    public static boolean isRecord(String sopClass) {
        return sopClass.equals(BEAMS_RECORD) || sopClass.equals(BRACHY_RECORD) || sopClass.equals(ION_RECORD);
    }
}
