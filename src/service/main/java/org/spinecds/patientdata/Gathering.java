package org.spinecds.patientdata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.fhir.Reading;
import org.spinecds.hook.HookRequest;
import org.spinecds.observability.Correlation;
import org.spinecds.patientdata.RecordSource.Need;
import org.spinecds.patientdata.RecordSource.Open;
import org.spinecds.patientdata.RecordSource.Question;
import org.spinecds.patientdata.RecordSource.Read;

/**
 * Gathers the patient's data of one call. The sources are asked in rounds, and their reads run in parallel until one
 * deadline. A needed part that is incomplete refuses the call.
 */
final class Gathering {

    private static final Logger log = LoggerFactory.getLogger(Gathering.class);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final List<RecordSource> sources;
    private final HookRequest request;
    private final Set<String> own;
    private final Reading reading;
    private final Deadline deadline;
    private final GatheredResources gathered;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, Need> needs = new HashMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Set<Offer> offers = new HashSet<>();
    private final Map<Read, FutureTask<List<Resource>>> running = new LinkedHashMap<>();

    /**
     * Prepares to gather.
     *
     * @param own the types of resource that only a source of the service may give
     */
    Gathering(List<RecordSource> sources, HookRequest request, Set<String> own, Reading reading, Deadline deadline) {
        this.sources = sources;
        this.request = request;
        this.own = Set.copyOf(own);
        this.reading = reading;
        this.deadline = deadline;
        this.gathered = new GatheredResources(request.patientId());
    }

    /** A read that a source has offered; the same read is made once. */
    private record Offer(RecordSource source, String part, String id) {}

    /**
     * Gathers the resources of all queries, and of the further reads that the sources offer.
     *
     * @param queries by prefetch key
     * @param optional keys of the queries that the call can do without
     * @throws PatientDataUnavailable when any other query or needed read could not be completed
     */
    List<Resource> everything(Map<String, String> queries, Set<String> optional) {
        queries.forEach((part, text) -> {
            Need need = optional.contains(part) ? Need.WELCOME : Need.NEEDED;
            ReadFailed why = new ReadFailed("offered by no source");
            open.put(part, new Open(FhirQuery.parse(text), need, why));
            failed(part, need, why);
        });
        try {
            while (begin()) {
                takeAll(Need.NEEDED);
                refuseIfIncomplete(Set.of());
            }
            takeAll(Need.WELCOME);
            refuseAnothers();
            return gathered.all();
        } finally {
            running.values().forEach(read -> read.cancel(true));
        }
    }

    /**
     * Takes the resources at hand and starts the new reads. True where a read was started.
     *
     * @throws PatientDataUnavailable when no source can read a needed part
     */
    private boolean begin() {
        List<Read> begun = new ArrayList<>();
        for (RecordSource source : sources) {
            for (Read offered :
                    source.reads(new Question(request, new LinkedHashMap<>(open), gathered.all(), reading, deadline))) {
                Read read = allowed(source, offered);
                if (offers.add(new Offer(source, read.part(), read.id()))) {
                    needs.put(read.part(), read.need());
                    if (read.readers() == null) {
                        take(read, started(read), Duration.ZERO);
                    } else {
                        begun.add(read);
                    }
                }
            }
        }
        refuseIfIncomplete(begun.stream().map(Read::part).collect(Collectors.toSet()));
        // Optional reads are started first: their time ends soon after the needed reads are done.
        begun.sort(Comparator.comparing(Read::need));
        begun.forEach(read -> running.put(read, started(read)));
        return !begun.isEmpty();
    }

    /** The read without resources that only the service gives, unless this source makes them on its behalf. */
    private Read allowed(RecordSource source, Read read) {
        Set<String> ofTheService = new HashSet<>(own);
        ofTheService.removeAll(source.makes());
        if (ofTheService.isEmpty()) {
            return read;
        }
        return new Read(read.part(), read.id(), read.need(), read.readers(), () -> read.resources().call().stream()
                .filter(resource -> !ofTheService.contains(resource.fhirType()))
                .toList());
    }

    private static FutureTask<List<Resource>> started(Read read) {
        Executor readers = read.readers();
        if (readers == null) {
            FutureTask<List<Resource>> atHand = new FutureTask<>(read.resources());
            atHand.run();
            return atHand;
        }
        FutureTask<List<Resource>> beside = new FutureTask<>(Correlation.carriedInto(read.resources()));
        try {
            readers.execute(beside);
        } catch (RejectedExecutionException e) {
            beside.cancel(false);
        }
        return beside;
    }

    /** Waits for the needed reads until the deadline, and for each optional read at most 200 ms. */
    private void takeAll(Need need) {
        running.forEach((read, resources) -> {
            if (read.need() == need) {
                Duration left = deadline.remaining();
                take(read, resources, need == Need.WELCOME && left.compareTo(A_MOMENT) > 0 ? A_MOMENT : left);
            }
        });
        running.keySet().removeIf(read -> read.need() == need);
    }

    private void take(Read read, FutureTask<List<Resource>> resources, Duration patience) {
        try {
            gathered.add(read.part(), resources.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            if (open.remove(read.part()) != null) {
                failures.remove(read.part());
            }
        } catch (TimeoutException e) {
            failed(read.part(), read.need(), new ReadFailed("no answer in time"));
        } catch (ExecutionException | CancellationException e) {
            // Any other exception is a fault of this service. The data are incomplete all the same.
            failed(
                    read.part(),
                    read.need(),
                    e.getCause() instanceof ReadFailed failed ? failed : new ReadFailed("reading it failed"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(read.part(), read.need(), new ReadFailed("reading it was interrupted"));
        } finally {
            resources.cancel(true);
        }
    }

    private void failed(String part, Need need, ReadFailed why) {
        log.debug("{} was not read: {}.", part, why.reason());
        open.computeIfPresent(part, (key, one) -> new Open(one.query(), one.need(), why));
        if (need == Need.NEEDED) {
            failures.put(part, why.reason());
        }
    }

    /**
     * Refuses the call where a needed query returned resources of another patient: the searches asked for this patient,
     * so the data may be incomplete. Optional queries are left out instead. A record that another replaces is refused
     * too.
     */
    private void refuseAnothers() {
        if (gathered.isReplaced()) {
            failures.put("patient", "Patient.link says that another record replaces this one");
        }
        for (String part : gathered.withAnothers()) {
            if (needs.get(part) == Need.WELCOME) {
                gathered.leaveOut(part);
            } else {
                failures.put(part, "resources of another patient that Patient.link does not name");
            }
        }
        refuseIfIncomplete(Set.of());
    }

    private void refuseIfIncomplete(Set<String> beingRead) {
        Map<String, String> reasons = new TreeMap<>(failures);
        reasons.keySet().removeAll(beingRead);
        if (!reasons.isEmpty()) {
            throw new PatientDataUnavailable(reasons);
        }
    }
}
