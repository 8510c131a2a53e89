package org.spinecds.archive;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.organdose.DoseContent;
import org.spinecds.patientdata.RecordSource;
import org.springframework.dao.DataAccessException;

/**
 * Offers the doses that are kept of a patient as Observations, and asks for those that are not. A call waits at most its
 * budget for them; later, and after any failure, it is answered without them.
 */
final class DoseArchive implements RecordSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DoseArchive.class);

    private static final String PART = "doseArchive";
    private static final Set<String> NEEDED_BEFORE = Set.of("Patient", "Procedure", "ServiceRequest", "Observation");
    private static final int LOOKUPS = 8;
    private static final int QUEUE = 256;
    private static final Duration SOONEST = Duration.ofMinutes(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(5);

    private final DoseStore store;
    private final ArchiveWorker worker;
    private final AskSeal seal;
    private final ArchiveSettings settings;
    private final ArchivePatients patients;
    private final Supplier<DoseContent> content;
    private final Clock clock;

    /** These threads are never interrupted: an interrupted thread would close the file of H2. */
    private final ThreadPoolExecutor lookups =
            new ThreadPoolExecutor(LOOKUPS, LOOKUPS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE), work -> {
                Thread thread = new Thread(work, "archive-lookup");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * Prepares to offer.
     *
     * @param content returns the thresholds and sentences of the content in force
     */
    DoseArchive(
            DoseStore store,
            ArchiveWorker worker,
            AskSeal seal,
            ArchiveSettings settings,
            Supplier<DoseContent> content,
            Clock clock) {
        this.store = store;
        this.worker = worker;
        this.seal = seal;
        this.settings = settings;
        this.patients = new ArchivePatients(settings.patients().values());
        this.content = content;
        this.clock = clock;
        lookups.allowCoreThreadTimeOut(true);
    }

    /** The state of the archive is told by this service alone. */
    @Override
    public Set<String> makes() {
        return Set.of("Task");
    }

    /** Offers one read, once the courses of the record and their doses are known. */
    @Override
    public List<Read> reads(Question question) {
        boolean isTooEarly = question.open().values().stream()
                .anyMatch(open -> open.need() == Need.NEEDED
                        && NEEDED_BEFORE.contains(open.query().type()));
        return isTooEarly ? List.of() : List.of(new Read(PART, "", Need.WELCOME, null, () -> offered(question)));
    }

    /** Returns the doses and the state of the archive. A fault is told in the record too: silence would look like no archive. */
    private List<Resource> offered(Question question) {
        String subject = "Patient/" + question.request().patientId();
        List<Course> without = List.of();
        try {
            List<Course> courses = RecordedCourses.of(question.known());
            Optional<Patient> patient = patient(question);
            if (patient.isEmpty() || courses.isEmpty()) {
                return List.of();
            }
            without = courses;
            Set<String> withDose =
                    RecordedCourses.withDose(question.known(), content.get().onFile());
            without = without(courses, withDose);
            return without.isEmpty() ? List.of() : offered(subject, patient.get(), courses, withDose, without);
        } catch (RuntimeException fault) {
            log.error("Doses of the archive cannot be offered: {}", placeOf(fault));
            return List.of(task(subject, TaskStatus.FAILED, ArchiveFailure.Problem.FAULT.name(), without));
        }
    }

    /** The kind of a fault and its place in the code; a message could have data of the patient. */
    private static String placeOf(RuntimeException fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return nameOf(fault) + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static Optional<Patient> patient(Question question) {
        return question.known().stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .filter(one ->
                        question.request().patientId().equals(one.getIdElement().getIdPart()))
                .findFirst();
    }

    private List<Resource> offered(
            String subject, Patient patient, List<Course> courses, Set<String> withDose, List<Course> without) {
        Optional<org.spinecds.dose.dicom.Patient> known = patients.of(patient);
        if (known.isEmpty()) {
            return List.of(task(subject, TaskStatus.REJECTED, ArchiveTask.NO_IDENTIFIER, without));
        }
        Ask ask = new Ask(known.get(), courses);
        String name = seal.name(String.valueOf(settings.base()), known.get());
        Optional<KeptDoses> kept;
        try {
            kept = lookUp(name, ask);
        } catch (TimeoutException late) {
            return List.of(task(subject, TaskStatus.ONHOLD, ArchiveTask.NOT_IN_TIME, without));
        }
        Ask paired = paired(ask, kept);
        OfferedDoses doses = kept.map(found -> OfferedDoses.of(found, paired, subject, withDose, content.get()))
                .orElseGet(OfferedDoses::none);
        boolean isOther = doses.outdated() || isOther(paired, kept);
        boolean asks = isToAsk(paired, kept, doses.outdated());
        if (asks) {
            ask(name, paired);
        }
        Set<String> made = RecordedCourses.withDose(
                List.copyOf(doses.observations()), content.get().onFile());
        List<Course> left = without(without, made);
        List<Resource> offered = new ArrayList<>(doses.observations());
        offered.add(task(subject, kept, isOther || (asks && !left.isEmpty()), left, doses));
        return offered;
    }

    private static Ask paired(Ask ask, Optional<KeptDoses> kept) {
        return kept.map(found -> ask.with(found.judgements())).orElse(ask);
    }

    private static List<Course> without(List<Course> courses, Set<String> withDose) {
        return courses.stream()
                .filter(course -> !withDose.contains(course.reference()))
                .toList();
    }

    private static Task task(String subject, TaskStatus status, String problem, List<Course> without) {
        return ArchiveTask.of(subject, status, problem, without, OfferedDoses.none(), null);
    }

    /** A question that no reading has answered yet is being read, also where an earlier one was answered. */
    private static Task task(
            String subject, Optional<KeptDoses> kept, boolean waits, List<Course> without, OfferedDoses doses) {
        Instant ended = kept.map(KeptDoses::endedAt).orElse(null);
        TaskStatus status;
        if (kept.isPresent() && kept.get().state() == KeptDoses.State.FAILED) {
            status = TaskStatus.FAILED;
        } else if (waits || kept.map(KeptDoses::isBeingRead).orElse(true)) {
            status = TaskStatus.INPROGRESS;
        } else {
            status = TaskStatus.COMPLETED;
        }
        return ArchiveTask.of(
                subject,
                status,
                kept.map(KeptDoses::problem).orElse(""),
                without,
                doses,
                ended == null ? null : Date.from(ended));
    }

    /**
     * Looks the patient up, within the budget. A look-up that ends later still asks, or a slow database would never be asked.
     *
     * @throws TimeoutException where it takes longer, or fails
     */
    private Optional<KeptDoses> lookUp(String name, Ask ask) throws TimeoutException {
        AtomicBoolean isLate = new AtomicBoolean();
        try {
            Future<Optional<KeptDoses>> lookup = lookups.submit(() -> {
                Optional<KeptDoses> found = store.of(name);
                Ask paired = paired(ask, found);
                if (isLate.get() && isToAsk(paired, found, false)) {
                    put(name, paired);
                }
                return found;
            });
            return lookup.get(settings.budget().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            isLate.set(true);
            throw late;
        } catch (ExecutionException e) {
            log.warn("Doses that are kept cannot be read: {}", nameOf(e.getCause()));
            throw new TimeoutException();
        } catch (RejectedExecutionException e) {
            throw new TimeoutException();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException();
        }
    }

    private static String nameOf(@Nullable Throwable fault) {
        return fault == null ? "" : fault.getClass().getName();
    }

    /** Tells whether the last reading answers another question than this one. */
    private boolean isOther(Ask ask, Optional<KeptDoses> found) {
        return found.isEmpty() || !seal.name(ask).equals(found.get().answered());
    }

    /** Tells whether the archive is to be asked: for the first time, about other courses, or after a while. */
    private boolean isToAsk(Ask ask, Optional<KeptDoses> found, boolean outdated) {
        if (found.isEmpty()) {
            return true;
        }
        KeptDoses kept = found.get();
        String asked = seal.name(ask);
        if (kept.isBeingRead()) {
            return !asked.equals(kept.asked());
        }
        Instant ended = Objects.requireNonNullElse(kept.endedAt(), Instant.EPOCH);
        Duration age = Duration.between(ended, clock.instant());
        boolean isFailed = kept.state() == KeptDoses.State.FAILED;
        boolean isOther = outdated || !asked.equals(isFailed ? kept.asked() : kept.answered());
        Duration patience = isFailed ? AFTER_A_FAILURE : settings.refresh();
        return age.compareTo(patience) > 0 || (isOther && age.compareTo(SOONEST) > 0);
    }

    /** Asks beside the call. */
    private void ask(String name, Ask ask) {
        try {
            lookups.execute(() -> put(name, ask));
        } catch (RejectedExecutionException e) {
            log.debug("Too many questions to the archive; the next call asks again.");
        }
    }

    private void put(String name, Ask ask) {
        try {
            store.ask(name, seal.name(ask), seal.closed(ask));
            worker.wake();
        } catch (DataAccessException e) {
            log.warn(
                    "A question to the archive cannot be kept: {}", e.getClass().getName());
        }
    }

    @Override
    public void close() {
        lookups.shutdown();
    }
}
