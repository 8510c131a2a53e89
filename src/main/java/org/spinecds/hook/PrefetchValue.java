package org.spinecds.hook;

import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;

/** What the EHR sent for one prefetch key (CDS Hooks 2.0.1, Prefetch Template). A key it left out has no value. */
public sealed interface PrefetchValue {

    /** A resource, or the Bundle of a search. */
    record Present(Resource resource) implements PrefetchValue {

        @Override
        public String toString() {
            return "Present[" + resource.fhirType() + "]";
        }
    }

    /** JSON null: the query was run and there is nothing. */
    record NothingThere() implements PrefetchValue {}

    /** The EHR's query failed, or what it sent cannot be read. */
    record Failed(OperationOutcome outcome) implements PrefetchValue {

        @Override
        public String toString() {
            return "Failed";
        }
    }
}
