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

/** The gathering of one call's data: sources asked in rounds, read in parallel, under one deadline and one rule of completeness. */
final class Gathering {

    private static final Logger log = LoggerFactory.getLogger(Gathering.class);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final List<RecordSource> sources;
    private final HookRequest request;
    private final Reading reading;
    private final Deadline deadline;
    private final GatheredResources gathered;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, Need> needs = new HashMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Set<Offer> offers = new HashSet<>();
    private final Map<Read, FutureTask<List<Resource>>> running = new LinkedHashMap<>();

    Gathering(List<RecordSource> sources, HookRequest request, Reading reading, Deadline deadline) {
        this.sources = sources;
        this.request = request;
        this.reading = reading;
        this.deadline = deadline;
        this.gathered = new GatheredResources(request.patientId());
    }

    /** A read of a source that is not made twice. */
    private record Offer(RecordSource source, String part, String id) {}

    /**
     * Gathers everything the queries ask for, and what the sources add to it.
     *
     * @param queries by prefetch key
     * @param optional keys that are only welcome
     * @throws PatientDataUnavailable when any of the rest could not be read completely
     */
    PatientData everything(Map<String, String> queries, Set<String> optional) {
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
            return new PatientData(gathered.all());
        } finally {
            running.values().forEach(read -> read.cancel(true));
        }
    }

    /** Takes what is at hand and begins the new reads, unless no source can read something that is needed. */
    private boolean begin() {
        List<Read> begun = new ArrayList<>();
        for (RecordSource source : sources) {
            for (Read read :
                    source.reads(new Question(request, new LinkedHashMap<>(open), gathered.all(), reading, deadline))) {
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
        // Those that are only welcome first: their time ends with that of the others.
        begun.sort(Comparator.comparing(Read::need));
        begun.forEach(read -> running.put(read, started(read)));
        return !begun.isEmpty();
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

    /** Waits by the deadline for what is needed; what is only welcome may cost the answer no more than a moment. */
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
            // Anything but a failed read is a fault of ours, and still no ground to conclude anything.
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

    /** Whether resources of another patient are left out rightly is not known: the searches asked for this patient. */
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
