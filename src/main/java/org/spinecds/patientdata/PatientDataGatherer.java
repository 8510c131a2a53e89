package org.spinecds.patientdata;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;
import org.spinecds.observability.EhrMeters;
import org.spinecds.security.AddressCheck;
import org.spinecds.settings.FhirServerSettings;

/**
 * Gathers what is known of the patient: the prefetch where it is sound, the EHR's FHIR server for the rest. Either
 * everything the service asks for is read completely, or nothing is handed on.
 */
public final class PatientDataGatherer implements AutoCloseable {

    private final FhirServerSettings limits;
    private final FhirServer.Wire wire;
    private final AddressCheck addresses;
    private final Map<String, Ehr> ehrs = new ConcurrentHashMap<>();

    public PatientDataGatherer(FhirJson fhir, AddressCheck addresses, EhrMeters meters, FhirServerSettings limits) {
        this.limits = limits;
        this.wire = new FhirServer.Wire(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(limits.connectTimeout())
                        .build(),
                fhir,
                Math.toIntExact(limits.maxBody().toBytes()),
                meters);
        this.addresses = addresses;
    }

    /**
     * Gathers all data of one call.
     *
     * @throws PatientDataUnavailable when any of it could not be read completely
     * @throws org.spinecds.security.FhirServerNotAllowed when the call names a server that may not be read
     */
    public PatientData gather(ServiceDefinition service, HookRequest request) {
        return gather(service, request, Reading.EVERYTHING);
    }

    /**
     * Gathers the data of one call.
     *
     * @param reading what of it is of use
     * @throws PatientDataUnavailable when any of it could not be read completely
     * @throws org.spinecds.security.FhirServerNotAllowed when the call names a server that may not be read
     */
    public PatientData gather(ServiceDefinition service, HookRequest request, Reading reading) {
        Deadline deadline = Deadline.in(limits.deadline());
        return new Gathering(
                        request, server(request, reading, deadline), new Gathering.Limits(limits.maxPages(), deadline))
                .everything(service.queriesFor(request.patientId()), service.optional());
    }

    /** The EHRs that were read since the start. */
    List<Ehr> ehrs() {
        return List.copyOf(ehrs.values());
    }

    @Override
    public void close() {
        ehrs.values().forEach(ehr -> ehr.readers().shutdownNow());
    }

    private @Nullable FhirServer server(HookRequest request, Reading reading, Deadline deadline) {
        URI base = request.fhirServer();
        if (base == null) {
            return null;
        }
        request.client().servers().check(base);
        addresses.check(base);
        Ehr ehr = ehrs.computeIfAbsent(
                FhirServer.origin(base), origin -> Ehr.named(wire.meters().nameOf(base), origin, limits.concurrency()));
        FhirAuthorization lent = request.fhirAuthorization();
        return new FhirServer(
                new FhirServer.Access(base, lent == null ? "" : lent.accessToken(), reading), wire, ehr, deadline);
    }
}
