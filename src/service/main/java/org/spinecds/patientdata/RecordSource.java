package org.spinecds.patientdata;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;

/**
 * A source of the patient's record, such as the prefetch or the EHR's FHIR server. To add a source, write a class that
 * implements this and make it a bean. {@link PatientDataGatherer} applies the deadline and the rules for complete data,
 * for copies of a resource and for resources of another patient.
 */
public interface RecordSource {

    /**
     * The reads that this source offers; none has started. The sources are asked in turn, and again after each round of
     * reads until none offers a new one: a course names a volume, and the next round reads it.
     */
    List<Read> reads(Question question);

    /** The types of resource that this source makes, on behalf of the service. A guideline names those as its own. */
    default Set<String> makes() {
        return Set.of();
    }

    /**
     * The question to a source.
     *
     * @param open the queries of the service that no source has answered, by prefetch key
     * @param known the resources read so far
     * @param reading tells which resources the rules use
     */
    record Question(
            HookRequest request, Map<String, Open> open, List<Resource> known, Reading reading, Deadline deadline) {}

    /**
     * A query that no source has answered.
     *
     * @param why the reason why the last source could not answer it
     */
    record Open(FhirQuery query, Need need, ReadFailed why) {}

    /** Whether the patient can be assessed without a part of the record. */
    enum Need {
        /** Left out where it cannot be read soon. */
        WELCOME,
        /** Refuses the call where it cannot be read completely by the deadline. */
        NEEDED
    }

    /**
     * A read that a source offers. It is made once, even if it is offered again in the next round.
     *
     * @param part the name in reports: a prefetch key, a resource type or a word of the source; without data of the
     *     patient
     * @param id distinguishes the reads of one part
     * @param readers runs the read; null where the resources are at hand
     * @param resources returns all resources or throws {@link ReadFailed}; any other exception is a fault, and makes
     *     the part unread too
     */
    record Read(String part, String id, Need need, @Nullable Executor readers, Callable<List<Resource>> resources) {}
}
