package org.spinecds.hook;

import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** The EHR's value for one prefetch key (CDS Hooks 2.0.1, Prefetch Template). A missing key has no value. */
public sealed interface PrefetchValue {

    /** A resource, or the Bundle of a search. */
    record Present(Resource resource) implements PrefetchValue {

        @Override
        public String toString() {
            return "Present[" + resource.fhirType() + "]";
        }
    }

    /** JSON null: the query ran without results. */
    record NothingThere() implements PrefetchValue {}

    /** The EHR's query failed, or its result is unreadable. */
    record Failed(OperationOutcome outcome) implements PrefetchValue {

        @Override
        public String toString() {
            return "Failed";
        }
    }
}
