package org.spinecds.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.FhirJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds the patients of an export that the rules may concern, puts their records together, and asks about each. The export is read
 * twice: for the candidates, then for their lines, which are kept in the work folder by parts of the patients. So the memory does
 * not grow with the export.
 */
public final class CohortSearch {

    private static final JsonMapper JSON = FhirJson.mapper(StreamReadConstraints.defaults());
    private static final Set<String> PATIENT = Set.of("Patient");
    private static final int PARTS_A_THREAD = 4;
    private static final int DIVISION = 8;

    /** A level that no division reaches, so that every part has patients that are verified. */
    private static final int VERIFICATION = 1000;

    private final Export export;
    private final List<Rules> contents;
    private final Limits limits;
    private final Path work;
    private final Map<String, Integer> places = new HashMap<>();
    private final Persons persons = new Persons();

    /**
     * Prepares a search.
     *
     * @param contents the rules of each content that is asked
     * @param work the folder for the kept lines, which must not exist; it is made for its owner alone, and deleted at the end
     */
    public CohortSearch(Export export, List<Rules> contents, Limits limits, Path work) {
        this.export = export;
        this.contents = List.copyOf(contents);
        this.limits = limits;
        this.work = work;
        for (int place = 0; place < export.files().size(); place++) {
            places.put(export.files().get(place).name(), place);
        }
    }

    /** The answers about some patients, and the lines that were not used after all. */
    private record Asked<A>(
            Map<String, List<A>> answers,
            List<Quarantined> quarantine,
            Set<String> tooLarge,
            Set<String> othersTooLarge,
            int patients,
            int verified) {

        private Asked() {
            this(new TreeMap<>(), new ArrayList<>(), new TreeSet<>(), new TreeSet<>(), 0, 0);
        }

        private Asked<A> with(Asked<A> other) {
            answers.putAll(other.answers);
            quarantine.addAll(other.quarantine);
            tooLarge.addAll(other.tooLarge);
            othersTooLarge.addAll(other.othersTooLarge);
            return new Asked<>(
                    answers,
                    quarantine,
                    tooLarge,
                    othersTooLarge,
                    patients + other.patients,
                    verified + other.verified);
        }
    }

    /** The question about the patients, and the way to their records. */
    private record Asking<A>(Set<String> candidates, Assembly assembly, Function<PatientRecord, List<A>> question) {}

    /**
     * Asks about each candidate, and about some other patients where the limits say so.
     *
     * @param question about one record; several threads ask at once
     * @throws ExportUnreadable when a file cannot be read
     * @throws UncheckedIOException when the work folder cannot be used
     */
    public <A> Found<A> ask(Function<PatientRecord, List<A>> question) {
        return ask(question, counted -> {});
    }

    /**
     * The same after a check of the export.
     *
     * @param check of all that was read; it throws where nothing shall be asked
     */
    public <A> Found<A> ask(Function<PatientRecord, List<A>> question, Consumer<Plan> check) {
        if (Files.exists(work)) {
            throw new ExportUnreadable("The work folder " + work
                    + " exists already. It may have records of patients from a replay that was killed: delete it.");
        }
        try (WorkFolder folder = WorkFolder.at(work)) {
            Set<String> candidates = candidates();
            while (true) {
                Set<String> late = ConcurrentHashMap.newKeySet();
                try (Spill spill = Spill.in(folder.path(), limits.threads() * PARTS_A_THREAD);
                        Corrections corrections = Corrections.in(folder.path().resolve("corrections"))) {
                    ExportPass.Result read = keep(candidates, spill, corrections, late);
                    if (late.isEmpty() && persons.isSettled()) {
                        check.accept(Plan.of(export, read));
                        Assembly assembly = new Assembly(export, read, corrections.older());
                        return found(read, asked(spill, candidates, assembly, question));
                    }
                }
                // A file holds other types than its name says, or a resource contains one of these types.
                Set<String> more = new TreeSet<>(candidates);
                more.addAll(late);
                persons.settle();
                candidates = joined(more);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The work folder " + work + " cannot be used.", e);
        }
    }

    /** The keys of the candidates, from the files that may hold the types which make one, and of Patient, which may be linked. */
    Set<String> candidates() {
        Set<String> types = types();
        Set<String> candidates = ConcurrentHashMap.newKeySet();
        pass().read(file -> file.mayHold(types) || file.mayHold(PATIENT), new ExportPass.Taker() {

            @Override
            public boolean keeps(ScannedLine line) {
                takeLinks(line);
                String key = key(line);
                if (types.contains(line.type()) && !candidates.contains(key) && mayConcern(tree(line))) {
                    candidates.add(key);
                }
                return false;
            }

            @Override
            public void misses(UnusableLine line) {
                String key = line.patientKey();
                if (key != null && line.mayBeOf(types)) {
                    candidates.add(key);
                }
            }

            @Override
            public boolean listsQuarantine() {
                return false;
            }
        });
        persons.settle();
        return joined(candidates);
    }

    private Set<String> joined(Set<String> keys) {
        return keys.stream().map(persons::of).collect(Collectors.toSet());
    }

    private void takeLinks(ScannedLine line) {
        JsonNode patient = line.type().equals("Patient") ? tree(line) : null;
        if (patient != null) {
            persons.take(line.file().site(), patient);
        }
    }

    private boolean tellCandidates() {
        return contents.stream().allMatch(Rules::tellCandidates);
    }

    private Set<String> types() {
        return contents.stream().flatMap(rules -> rules.types().stream()).collect(Collectors.toSet());
    }

    private ExportPass pass() {
        return new ExportPass(export, limits.threads(), limits.longestUnit());
    }

    private String key(ScannedLine line) {
        return persons.of(String.valueOf(line.patientKey()));
    }

    /** The tree of a line; null where it is refused, such as for a member that is there twice. */
    private static @Nullable JsonNode tree(ScannedLine line) {
        try {
            return JSON.readTree(line.text());
        } catch (JacksonException e) {
            return null;
        }
    }

    private boolean mayConcern(@Nullable JsonNode resource) {
        return resource == null || contents.stream().anyMatch(rules -> rules.mayConcern(resource));
    }

    private ExportPass.Result keep(Set<String> candidates, Spill spill, Corrections corrections, Set<String> late) {
        boolean isEveryone = !tellCandidates();
        Set<String> types = types();
        return pass().read(file -> true, new ExportPass.Taker() {

            private boolean isAsked(String key) {
                return isEveryone || candidates.contains(key);
            }

            private int place(ExportFile file) {
                return places.getOrDefault(file.name(), -1);
            }

            @Override
            public boolean keeps(ScannedLine line) throws IOException {
                String key = key(line);
                if (!line.file().mayHold(PATIENT)) {
                    takeLinks(line);
                }
                if (!isAsked(key)) {
                    if (isLate(line, types)) {
                        late.add(key);
                    }
                    if (!isVerified(key)) {
                        return false;
                    }
                }
                JsonNode resource = tree(line);
                if (resource != null && contents.stream().noneMatch(rules -> rules.mayRead(resource))) {
                    return false;
                }
                Spill.Kept kept =
                        new Spill.Kept(key, place(line.file()), line.unit(), line.offset(), line.number(), line.text());
                spill.add(kept);
                if (resource != null) {
                    corrections.add(kept, line.file().site(), resource);
                }
                return true;
            }

            @Override
            public void misses(UnusableLine line) throws IOException {
                String patient = line.patientKey();
                if (patient == null) {
                    return;
                }
                String key = persons.of(patient);
                if (!isAsked(key) && !line.file().mayHold(types) && line.mayBeOf(types)) {
                    late.add(key);
                }
                if (isAsked(key) || isVerified(key)) {
                    spill.add(new Spill.Kept(key, place(line.file()), line.unit(), line.offset(), line.number(), ""));
                }
            }
        });
    }

    private boolean isVerified(String key) {
        return limits.verified() > 0 && Math.floorMod(Spill.hash(key, VERIFICATION), limits.verified()) == 0;
    }

    /** Whether a line makes its patient a candidate that the first reading could not see. */
    private boolean isLate(ScannedLine line, Set<String> types) {
        if (types.contains(line.type())) {
            return !line.file().mayHold(types) && mayConcern(tree(line));
        }
        JsonNode resource = line.hasContained() ? tree(line) : null;
        if (resource == null) {
            return false;
        }
        for (JsonNode contained : resource.path("contained")) {
            if (types.contains(contained.path("resourceType").asString("")) && mayConcern(contained)) {
                return true;
            }
        }
        return false;
    }

    private <A> Asked<A> asked(
            Spill spill, Set<String> candidates, Assembly assembly, Function<PatientRecord, List<A>> question)
            throws IOException {
        Asking<A> asking = new Asking<>(candidates, assembly, question);
        try (Workers workers = new Workers(limits.threads())) {
            List<Future<Asked<A>>> parts = new ArrayList<>();
            for (Spill.Part part : spill.parts()) {
                parts.add(workers.begin(() -> part(spill, part, asking)));
            }
            Asked<A> all = new Asked<>();
            for (Future<Asked<A>> part : parts) {
                all = all.with(Workers.result(part));
            }
            return all;
        }
    }

    private <A> Asked<A> part(Spill spill, Spill.Part part, Asking<A> asking) throws IOException {
        if (part.size() <= limits.largestPart()) {
            return group(part, Set.of(), asking);
        }
        Map<String, Long> sizes = part.sizes();
        Set<String> tooLarge = new TreeSet<>();
        sizes.forEach((patient, size) -> {
            if (size > limits.largestRecord()) {
                tooLarge.add(patient);
            }
        });
        long rest = sizes.entrySet().stream()
                .filter(patient -> !tooLarge.contains(patient.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        if (rest <= limits.largestPart() || sizes.size() - tooLarge.size() <= 1) {
            return group(part, tooLarge, asking);
        }
        try (Spill divided = spill.divided(part, DIVISION)) {
            Asked<A> all = new Asked<>();
            for (Spill.Part smaller : divided.parts()) {
                all = all.with(part(divided, smaller, asking));
            }
            return all;
        }
    }

    private <A> Asked<A> group(Spill.Part part, Set<String> known, Asking<A> asking) throws IOException {
        Assembly assembly = asking.assembly();
        Asked<A> asked = new Asked<>();
        Map<String, List<Spill.Kept>> lines = new TreeMap<>();
        Map<String, Long> sizes = new HashMap<>();
        Set<String> tooLarge = new TreeSet<>(known);
        part.each(line -> {
            long size = sizes.merge(line.patient(), line.size(), Long::sum);
            if (size > limits.largestRecord() && tooLarge.add(line.patient())) {
                lines.getOrDefault(line.patient(), List.of()).stream()
                        .filter(before -> !before.isUnusable())
                        .forEach(before ->
                                asked.quarantine().add(assembly.quarantined(before, Reason.RECORD_TOO_LARGE, null)));
                lines.remove(line.patient());
            }
            if (tooLarge.contains(line.patient()) && line.isUnusable()) {
                return;
            }
            if (tooLarge.contains(line.patient())) {
                asked.quarantine().add(assembly.quarantined(line, Reason.RECORD_TOO_LARGE, null));
            } else {
                lines.computeIfAbsent(line.patient(), none -> new ArrayList<>()).add(line);
            }
        });
        tooLarge.forEach(
                patient -> (isCandidate(patient, asking) ? asked.tooLarge() : asked.othersTooLarge()).add(patient));
        int patients = 0;
        int verified = 0;
        for (Map.Entry<String, List<Spill.Kept>> patient : lines.entrySet()) {
            boolean isCandidate = isCandidate(patient.getKey(), asking);
            PatientRecord record = assembly.of(patient.getKey(), isCandidate, patient.getValue());
            if (record != null) {
                asked.quarantine().addAll(record.unreadable());
                asked.answers().put(patient.getKey(), asking.question().apply(record));
                patients += isCandidate ? 1 : 0;
                verified += isCandidate ? 0 : 1;
            }
        }
        return new Asked<>(
                asked.answers(), asked.quarantine(), asked.tooLarge(), asked.othersTooLarge(), patients, verified);
    }

    private boolean isCandidate(String patient, Asking<?> asking) {
        return !tellCandidates() || asking.candidates().contains(patient);
    }

    private static <A> Found<A> found(ExportPass.Result read, Asked<A> asked) {
        Map<String, Map<Reason, Long>> moved = new HashMap<>();
        asked.quarantine().forEach(line -> moved.computeIfAbsent(line.file(), none -> new EnumMap<>(Reason.class))
                .merge(line.reason(), 1L, Long::sum));
        List<Quarantined> quarantine = new ArrayList<>(read.quarantine());
        quarantine.addAll(asked.quarantine());
        quarantine.sort(Comparator.comparing(Quarantined::file).thenComparing(Quarantined::offset));
        return new Found<>(
                read.files().stream()
                        .map(file -> file.moved(moved.getOrDefault(file.file(), Map.of())))
                        .toList(),
                read.types(),
                quarantine,
                read.deletions().size(),
                asked.patients(),
                asked.verified(),
                List.copyOf(asked.tooLarge()),
                List.copyOf(asked.othersTooLarge()),
                asked.answers().values().stream().flatMap(Collection::stream).toList());
    }
}
