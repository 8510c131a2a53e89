package org.spinecds.patientdata;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;

/**
 * The port for the patient's record: the prefetch, the EHR's FHIR server and every further source. A further source is a class
 * that implements this, and a bean of it. {@link PatientDataGatherer} holds the deadline, the rule of completeness, and the
 * rules for copies and for resources of another patient.
 */
public interface RecordSource {

    /**
     * The reads that this source offers; none of them has begun. Sources are asked in turn, and again after every round of
     * reads, until none offers a new one: a course names a volume that is read in the next round.
     */
    List<Read> reads(Question question);

    /**
     * What is asked.
     *
     * @param open the queries of the service that no source has answered, by prefetch key
     * @param known the resources that were read so far
     * @param reading what of the record the rules read
     */
    record Question(
            HookRequest request, Map<String, Open> open, List<Resource> known, Reading reading, Deadline deadline) {}

    /**
     * A query that no source has answered.
     *
     * @param why the last source could not
     */
    record Open(FhirQuery query, Need need, ReadFailed why) {}

    /** Whether the patient can be judged without a part of the record. */
    enum Need {
        /** Left out where it cannot be read, and not waited for. */
        WELCOME,
        /** The call is refused where it cannot be read completely by the deadline. */
        NEEDED
    }

    /**
     * A read to be made, once: a source may offer it again in the next round.
     *
     * @param part its name where the call is refused: a prefetch key, a type of resource or a word of the source; nothing of
     *     the patient
     * @param id tells the reads of one part apart
     * @param readers runs the read; null where the resources are at hand
     * @param resources all resources, or {@link ReadFailed}; any other exception is a fault and refuses the call too
     */
    record Read(String part, String id, Need need, @Nullable Executor readers, Callable<List<Resource>> resources) {}
}
