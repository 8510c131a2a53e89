package org.spinecds.patientdata;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.spinecds.fhir.FhirJson;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.Scopes;
import org.spinecds.observability.EhrMeters;
import org.spinecds.security.AddressCheck;
import org.spinecds.settings.FhirServerSettings;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Reads from the FHIR server of the call's EHR, with the access token of the call: the queries that the prefetch does
 * not answer, and the volumes and plans that courses refer to. It is the first source after the prefetch, so that further
 * sources know the record of the EHR.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class FhirServers implements RecordSource, AutoCloseable {

    private final FhirServerSettings limits;
    private final FhirServer.Wire wire;
    private final AddressCheck addresses;
    private final Map<String, Ehr> ehrs = new ConcurrentHashMap<>();

    public FhirServers(FhirJson fhir, AddressCheck addresses, EhrMeters meters, FhirServerSettings limits) {
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
     * The reads of the FHIR server that the call names.
     *
     * @throws org.spinecds.security.FhirServerNotAllowed when this server may not be read
     */
    @Override
    public List<Read> reads(Question question) {
        HookRequest request = question.request();
        FhirAuthorization lent = request.fhirAuthorization();
        Scopes scopes = Scopes.of(lent == null ? null : lent.scope());
        URI base = request.fhirServer();
        List<Read> reads = new ArrayList<>();
        if (base == null) {
            question.open().forEach((part, open) -> reads.add(refused(part, open, "the call names no FHIR server")));
            return reads;
        }
        Ehr ehr = ehr(base, request);
        FhirServer server = new FhirServer(base, question, wire, ehr);
        FhirReading fhir = new FhirReading(server, limits.maxPages());
        question.open().forEach((part, open) -> {
            String type = open.query().type();
            if (lent != null && lent.hasExpired()) {
                reads.add(refused(part, open, "the access token has expired"));
            } else if (!scopes.cover(type)) {
                reads.add(refused(part, open, "the access token does not cover " + type));
            } else {
                reads.add(new Read(part, "", open.need(), ehr.readers(), () -> fhir.read(open)));
            }
        });
        for (References.Target target : References.missing(question.known(), request)) {
            ResourceKey key = target.key();
            if (scopes.cover(key.type())) {
                server.addressOf(target.base(), key)
                        .ifPresent(address -> reads.add(new Read(
                                key.type(),
                                key.id(),
                                Need.NEEDED,
                                ehr.readers(),
                                () -> fhir.readReferenced(address, key.type()))));
            }
        }
        return reads;
    }

    private static Read refused(String part, Open open, String why) {
        return new Read(part, "", open.need(), null, () -> {
            throw new ReadFailed(open.why().reason() + ", and " + why);
        });
    }

    private Ehr ehr(URI base, HookRequest request) {
        request.client().servers().check(base);
        addresses.check(base);
        return ehrs.computeIfAbsent(
                FhirServer.origin(base),
                origin -> Ehr.named(wire.meters().names().ofServer(base), origin, limits.concurrency()));
    }

    /** The EHRs that were read since the start. */
    List<Ehr> ehrs() {
        return List.copyOf(ehrs.values());
    }

    @Override
    public void close() {
        ehrs.values().forEach(ehr -> ehr.readers().shutdownNow());
    }
}
