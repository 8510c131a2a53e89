package org.spinecds.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.PerformanceOptionsEnum;

/** The model of FHIR R4, one for the whole process. */
public final class R4 {

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    static {
        // HAPI scans a part of the model when it meets it: scanning all of it takes eight megabytes more.
        CONTEXT.setPerformanceOptions(PerformanceOptionsEnum.DEFERRED_MODEL_SCANNING);
    }

    private R4() {}

    /** The model; the same as that of {@link FhirContext#forR4Cached()}. */
    public static FhirContext context() {
        return CONTEXT;
    }
}
