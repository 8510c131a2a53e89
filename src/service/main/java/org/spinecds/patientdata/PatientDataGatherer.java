package org.spinecds.patientdata;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;

/**
 * Gathers what is known of the patient: the prefetch where it is sound, and the other sources for the rest. Either everything
 * the service asks for is read completely, or nothing is handed on.
 */
public final class PatientDataGatherer {

    private final Duration deadline;
    private final List<RecordSource> sources;

    /**
     * A gatherer.
     *
     * @param deadline for all sources of a call together
     * @param further sources after the prefetch, in the order in which they are asked
     */
    public PatientDataGatherer(Duration deadline, List<RecordSource> further) {
        this.deadline = deadline;
        this.sources =
                Stream.concat(Stream.of(new Prefetch()), further.stream()).toList();
    }

    /**
     * Gathers the data of one call.
     *
     * @param reading what of it the rules read
     * @throws PatientDataUnavailable when any of it could not be read completely
     * @throws org.spinecds.security.FhirServerNotAllowed when the call names a server that may not be read
     */
    public PatientData gather(ServiceDefinition service, HookRequest request, Reading reading) {
        return new Gathering(sources, request, reading, Deadline.in(deadline))
                .everything(service.queriesFor(request.patientId()), service.optional());
    }
}
