package org.spinecds.patientdata;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.spinecds.SpineCdsProperties;
import org.spinecds.fhir.FhirJson;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;

/**
 * Gathers what is known of the patient: the prefetch where it is sound, the EHR's FHIR server for the rest. Either
 * everything the service asks for is read completely, or nothing is handed on.
 */
public final class PatientDataGatherer implements AutoCloseable {

    private final SpineCdsProperties.Fhir limits;
    private final FhirServer.Wire wire;
    private final ExecutorService executor;

    public PatientDataGatherer(FhirJson fhir, SpineCdsProperties.Fhir limits) {
        this.limits = limits;
        this.wire = new FhirServer.Wire(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(limits.connectTimeout())
                        .build(),
                fhir,
                Math.toIntExact(limits.maxBody().toBytes()));
        this.executor = readers(limits.concurrency());
    }

    /**
     * Gathers the data of one call.
     *
     * @throws PatientDataUnavailable when any of it could not be read completely
     * @throws org.spinecds.security.FhirServerNotAllowed when the call names a server that may not be read
     */
    public PatientData gather(ServiceDefinition service, HookRequest request) {
        Deadline deadline = Deadline.in(limits.deadline());
        return new Gathering(
                        request, server(request, deadline), new Gathering.Crew(executor, limits.maxPages(), deadline))
                .everything(service.queriesFor(request.patientId()), service.optional());
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private @Nullable FhirServer server(HookRequest request, Deadline deadline) {
        URI base = request.fhirServer();
        if (base == null) {
            return null;
        }
        request.client().servers().check(base);
        FhirAuthorization lent = request.fhirAuthorization();
        return new FhirServer(new FhirServer.Access(base, lent == null ? "" : lent.accessToken()), wire, deadline);
    }

    private static ExecutorService readers(int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "fhir-reader-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
