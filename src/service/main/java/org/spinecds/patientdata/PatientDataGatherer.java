package org.spinecds.patientdata;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;

/**
 * Gathers the patient's data: from the prefetch where it is complete, from the other sources otherwise. The caller gets
 * all needed data or an exception, never a part.
 *
 * @param deadline the time for all sources of a call together
 * @param further the sources after the prefetch, in the order in which they are asked
 */
public record PatientDataGatherer(Duration deadline, List<RecordSource> further) {

    /**
     * Gathers the data of one call: each resource once, and none of another patient.
     *
     * @param reading tells which resources the rules use; the others may be read as headers
     * @throws PatientDataUnavailable when needed data could not be read completely
     * @throws org.spinecds.security.FhirServerNotAllowed when the call names a server that may not be read
     */
    public List<Resource> gather(ServiceDefinition service, HookRequest request, Reading reading) {
        List<RecordSource> sources =
                Stream.concat(Stream.of(new Prefetch()), further.stream()).toList();
        return new Gathering(sources, request, service.guideline().own(), reading, Deadline.in(deadline))
                .everything(service.queriesFor(request.patientId()), service.optional());
    }
}
