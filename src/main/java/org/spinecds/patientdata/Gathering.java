package org.spinecds.patientdata;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.hook.FhirAuthorization;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.Scopes;

/** The gathering of one call's data: the prefetch judged, the rest read in parallel, references followed, one deadline. */
final class Gathering {

    private static final Logger log = LoggerFactory.getLogger(Gathering.class);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final HookRequest request;
    private final @Nullable FhirServer server;
    private final Limits limits;
    private final Scopes scopes;
    private final GatheredResources gathered;
    private final Map<String, String> failures = new TreeMap<>();

    Gathering(HookRequest request, @Nullable FhirServer server, Limits limits) {
        this.request = request;
        this.server = server;
        this.limits = limits;
        FhirAuthorization lent = request.fhirAuthorization();
        this.scopes = Scopes.of(lent == null ? null : lent.scope());
        this.gathered = new GatheredResources(request.patientId());
    }

    /**
     * How far and how long.
     *
     * @param maxPages of one search
     */
    record Limits(int maxPages, Deadline deadline) {}

    /**
     * Gathers everything the queries ask for.
     *
     * @param queries by prefetch key
     * @param optional keys without which the patient can be judged; what cannot be read of them is left out
     * @throws PatientDataUnavailable when any of the rest could not be read completely
     */
    PatientData everything(Map<String, String> queries, Set<String> optional) {
        Map<String, Callable<List<Resource>>> missing = new LinkedHashMap<>();
        Map<String, FhirQuery> parsed = new LinkedHashMap<>();
        queries.forEach((key, text) -> parsed.put(key, FhirQuery.parse(text)));
        // The patient first: Patient.link says which other subjects are the same person.
        parsed.forEach((key, query) -> {
            if (query instanceof FhirQuery.Read) {
                takeFromPrefetch(key, query, missing);
            }
        });
        parsed.forEach((key, query) -> {
            if (!(query instanceof FhirQuery.Read)) {
                takeFromPrefetch(key, query, missing);
            }
        });
        failures.keySet().removeAll(optional);
        refuseIfIncomplete();
        Map<String, Callable<List<Resource>>> welcome = new LinkedHashMap<>(missing);
        welcome.keySet().retainAll(optional);
        missing.keySet().removeAll(optional);
        Map<String, Future<List<Resource>>> started = start(welcome);
        try {
            readInParallel(missing);
            followReferences();
            started.forEach(this::takeIfThere);
            refuseAnothers(optional);
        } finally {
            started.values().forEach(read -> read.cancel(true));
        }
        return new PatientData(gathered.all());
    }

    /** What is another patient's is not known to be left out rightly: the searches asked for this patient. */
    private void refuseAnothers(Set<String> optional) {
        if (gathered.isReplaced()) {
            failures.put("patient", "Patient.link says that another record replaces this one");
        }
        for (String name : gathered.withAnothers()) {
            if (optional.contains(name)) {
                gathered.leaveOut(name);
            } else {
                failures.put(name, "resources of another patient that Patient.link does not name");
            }
        }
        refuseIfIncomplete();
    }

    private Map<String, Future<List<Resource>>> start(Map<String, Callable<List<Resource>>> reads) {
        Map<String, Future<List<Resource>>> started = new LinkedHashMap<>();
        reads.forEach(
                (key, read) -> started.put(key, Objects.requireNonNull(server).submit(read)));
        return started;
    }

    /** What is only welcome may not cost the answer: a moment's wait, and it is left out. */
    private void takeIfThere(String key, Future<List<Resource>> read) {
        try {
            long most = Math.min(limits.deadline().remaining().toNanos(), A_MOMENT.toNanos());
            gathered.add(key, read.get(most, TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            log.debug("{} could not be read and is left out.", key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeFromPrefetch(String key, FhirQuery query, Map<String, Callable<List<Resource>>> missing) {
        PrefetchReading reading = PrefetchReading.of(request.prefetch().get(key), query, gathered.own());
        if (reading instanceof PrefetchReading.Complete complete) {
            gathered.add(key, complete.resources());
        } else if (reading instanceof PrefetchReading.FirstPage first) {
            read(key, query, "incomplete in the prefetch", missing, fhir -> fhir.readOn(first.page(), query.type()));
        } else if (reading instanceof PrefetchReading.NotUsable not) {
            read(key, query, not.reason(), missing, fhir -> fhir.read(query));
        }
    }

    /** Plans a read where the call lends the access for it, and else a failure that says what is missing. */
    private void read(
            String key, FhirQuery query, String why, Map<String, Callable<List<Resource>>> missing, Read read) {
        FhirAuthorization lent = request.fhirAuthorization();
        if (server == null) {
            failures.put(key, why + ", and the call names no FHIR server");
        } else if (lent != null && lent.hasExpired()) {
            failures.put(key, why + ", and the access token has expired");
        } else if (!scopes.cover(query.type())) {
            failures.put(key, why + ", and the access token does not cover " + query.type());
        } else {
            FhirReading fhir = new FhirReading(server, limits.maxPages());
            missing.put(key, () -> read.from(fhir));
        }
    }

    /** One way to read from the FHIR server. */
    private interface Read {

        List<Resource> from(FhirReading fhir) throws ReadFailed;
    }

    /** Plans are read in the first round, their volumes in the second; what was tried once is not tried again. */
    private void followReferences() {
        if (server == null) {
            return;
        }
        FhirReading fhir = new FhirReading(server, limits.maxPages());
        Set<ResourceKey> tried = new HashSet<>();
        Map<String, Callable<List<Resource>>> missing = referenced(server, fhir, tried);
        while (!missing.isEmpty()) {
            readInParallel(missing);
            missing = referenced(server, fhir, tried);
        }
    }

    private Map<String, Callable<List<Resource>>> referenced(
            FhirServer from, FhirReading fhir, Set<ResourceKey> tried) {
        Map<String, Callable<List<Resource>>> missing = new LinkedHashMap<>();
        for (References.Target target : References.missing(gathered, request)) {
            ResourceKey key = target.key();
            if (tried.add(key) && scopes.cover(key.type())) {
                from.addressOf(target.base(), key)
                        .ifPresent(address -> missing.put(
                                key.type() + " " + missing.size(), () -> fhir.readReferenced(address, key.type())));
            }
        }
        return missing;
    }

    private void readInParallel(Map<String, Callable<List<Resource>>> reads) {
        Map<String, Future<List<Resource>>> running = start(reads);
        try {
            running.forEach(this::await);
        } finally {
            running.values().forEach(read -> read.cancel(true));
        }
        refuseIfIncomplete();
    }

    private void await(String key, Future<List<Resource>> read) {
        String name = key.split(" ", 2)[0];
        try {
            gathered.add(name, read.get(limits.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            failures.put(name, "no answer in time");
        } catch (ExecutionException e) {
            // Anything but a failed read is a fault of ours, and still no ground to conclude anything.
            failures.put(name, e.getCause() instanceof ReadFailed failed ? failed.reason() : "reading it failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.put(name, "reading it was interrupted");
        }
    }

    private void refuseIfIncomplete() {
        if (!failures.isEmpty()) {
            throw new PatientDataUnavailable(failures);
        }
    }
}
