package org.spinecds.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.PerformanceOptionsEnum;

/** The model of FHIR R4, one for the whole process. */
public final class R4 {

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    static {
        // Of the model only what is met is looked into: the whole takes eight megabytes more.
        CONTEXT.setPerformanceOptions(PerformanceOptionsEnum.DEFERRED_MODEL_SCANNING);
    }

    private R4() {}

    /** The model; whoever asks HAPI for that of R4 is given the same. */
    public static FhirContext context() {
        return CONTEXT;
    }
}
