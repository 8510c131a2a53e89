package org.spinecds.patientdata;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.hook.HookRequest;

/** The gathering of one call's data: the prefetch judged, the rest read in parallel, references followed, one deadline. */
final class Gathering {

    private static final Logger log = LoggerFactory.getLogger(Gathering.class);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final HookRequest request;
    private final @Nullable FhirServer server;
    private final Crew crew;
    private final GatheredResources gathered;
    private final Map<String, String> failures = new TreeMap<>();

    Gathering(HookRequest request, @Nullable FhirServer server, Crew crew) {
        this.request = request;
        this.server = server;
        this.crew = crew;
        this.gathered = new GatheredResources(request.patientId());
    }

    /**
     * Who reads, how far and how long.
     *
     * @param maxPages of one search
     */
    record Crew(ExecutorService executor, int maxPages, Deadline deadline) {}

    /**
     * Gathers everything the queries ask for.
     *
     * @param queries by prefetch key
     * @param optional keys without which the patient can be judged; what cannot be read of them is left out
     * @throws PatientDataUnavailable when any of the rest could not be read completely
     */
    PatientData everything(Map<String, String> queries, Set<String> optional) {
        Map<String, Callable<List<Resource>>> missing = new LinkedHashMap<>();
        queries.forEach((key, text) -> takeFromPrefetch(key, FhirQuery.parse(text), missing));
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
        } finally {
            started.values().forEach(read -> read.cancel(true));
        }
        return new PatientData(gathered.all());
    }

    private Map<String, Future<List<Resource>>> start(Map<String, Callable<List<Resource>>> reads) {
        Map<String, Future<List<Resource>>> started = new LinkedHashMap<>();
        reads.forEach((key, read) -> started.put(key, crew.executor().submit(read)));
        return started;
    }

    /** What is only welcome may not cost the answer: a moment's wait, and it is left out. */
    private void takeIfThere(String key, Future<List<Resource>> read) {
        try {
            long most = Math.min(crew.deadline().remaining().toNanos(), A_MOMENT.toNanos());
            gathered.add(read.get(most, TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            log.debug("{} could not be read and is left out.", key);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeFromPrefetch(String key, FhirQuery query, Map<String, Callable<List<Resource>>> missing) {
        PrefetchReading reading = PrefetchReading.of(request.prefetch().get(key), query, request.patientId());
        if (reading instanceof PrefetchReading.Complete complete) {
            gathered.add(complete.resources());
        } else if (reading instanceof PrefetchReading.FirstPage first) {
            if (server == null) {
                failures.put(key, "incomplete in the prefetch, and the call names no FHIR server");
            } else {
                FhirReading fhir = new FhirReading(server, crew.maxPages());
                missing.put(key, () -> fhir.readOn(first.page(), query.type()));
            }
        } else if (reading instanceof PrefetchReading.NotUsable not) {
            if (server == null) {
                failures.put(key, not.reason() + ", and the call names no FHIR server");
            } else {
                FhirReading fhir = new FhirReading(server, crew.maxPages());
                missing.put(key, () -> fhir.read(query));
            }
        }
    }

    /** Plans are read in the first round, their volumes in the second; what was tried once is not tried again. */
    private void followReferences() {
        if (server == null) {
            return;
        }
        FhirReading fhir = new FhirReading(server, crew.maxPages());
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
            if (tried.add(key)) {
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
            gathered.add(read.get(crew.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS));
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
