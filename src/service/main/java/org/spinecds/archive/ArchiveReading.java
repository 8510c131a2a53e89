package org.spinecds.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.archive.ArchiveFailure.Problem;
import org.spinecds.archive.DicomWeb.Instance;
import org.spinecds.content.Digest;
import org.spinecds.dose.DoseQuestion;
import org.spinecds.dose.DoseReading;
import org.spinecds.dose.DoseReport;
import org.spinecds.dose.DoseSource;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.ObjectUnreadable;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.RtObject;
import org.spinecds.dose.dicom.TreatmentRecord;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.pairing.Pairing.ByHand;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.dose.setting.DoseSettings.Limits;
import tools.jackson.databind.JsonNode;

/** Finds the objects of a patient in the archive, retrieves them into files, and computes the doses. */
final class ArchiveReading {

    private static final Logger log = LoggerFactory.getLogger(ArchiveReading.class);

    private static final List<String> MODALITIES = List.of("RTDOSE", "RTPLAN", "RTSTRUCT", "RTRECORD", "REG");
    private static final String PREFIX = "spinecds-archive-";

    private final DicomWeb archive;
    private final ArchiveSettings limits;
    private final Supplier<DoseSettings> thresholds;
    private final Supplier<Map<String, String>> levelCodes;

    /**
     * Prepares to read.
     *
     * @param thresholds returns those of the content in force
     * @param levelCodes returns the SNOMED CT code of each vertebral level
     */
    ArchiveReading(
            DicomWeb archive,
            ArchiveSettings limits,
            Supplier<DoseSettings> thresholds,
            Supplier<Map<String, String>> levelCodes) {
        this.archive = archive;
        this.limits = limits;
        this.thresholds = thresholds;
        this.levelCodes = levelCodes;
    }

    /** The thresholds of the content, with the limits of the archive. */
    private DoseSettings settings() {
        DoseSettings proposed = thresholds.get();
        Limits usual = proposed.limits();
        return proposed.withLimits(new Limits(
                limits.maxObject().toBytes(),
                limits.maxStructureSet().toBytes(),
                usual.depth(),
                usual.points(),
                usual.items(),
                usual.files(),
                Math.toIntExact(Math.max(1, limits.deadline().toSeconds()))));
    }

    /**
     * The result of a reading.
     *
     * @param found a fingerprint of the objects
     * @param plans the plans of the patient, with the fractions that the record gave to each
     * @param pairs the objects that a physicist had paired, by the UID of the dose
     * @param lines a number or a reason for each dose, organ and level
     */
    record Result(String found, List<GivenPlan> plans, Map<String, ByHand> pairs, List<KeptLine> lines) {

        Result {
            plans = List.copyOf(plans);
            pairs = Map.copyOf(pairs);
            lines = List.copyOf(lines);
        }
    }

    /**
     * A plan, with the fractions delivered by the record.
     *
     * @param fractions null where the record has none for this plan
     * @param course the reference of its course; null where it has none
     */
    record GivenPlan(PlanFacts facts, @Nullable Integer fractions, @Nullable String course) {}

    /** The part of the content that a reading needs. */
    private record Basis(DoseSettings settings, Map<String, String> levelCodes) {}

    /**
     * Reads the doses of a patient.
     *
     * @param known the fingerprint of the last reading; empty without one
     * @return nothing where archive, question, thresholds and codes are those of the last reading
     * @throws InterruptedException where the reading is ended from outside, also while it computes
     */
    Optional<Result> read(Ask ask, String known) throws ArchiveFailure, InterruptedException {
        Basis basis = new Basis(settings(), new TreeMap<>(levelCodes.get()));
        Limits readable = basis.settings().limits();
        List<Instance> instances = find(ask, readable.files());
        String found = Digest.of(Stream.concat(
                        Stream.of(DoseReading.ALGORITHM, basis.toString(), ask.json()),
                        instances.stream().map(Instance::uid).sorted())
                .collect(Collectors.joining("\n")));
        if (found.equals(known)) {
            return Optional.empty();
        }
        try {
            Path folder = newFolder();
            try {
                return Optional.of(compute(ask, found, retrieve(instances, folder, readable), folder, basis));
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new ArchiveFailure(
                    Problem.FAULT,
                    "The objects cannot be kept in a file: " + e.getClass().getSimpleName());
        }
    }

    private List<Instance> find(Ask ask, int most) throws ArchiveFailure, InterruptedException {
        Map<String, Instance> series = new LinkedHashMap<>();
        for (String modality : MODALITIES) {
            Map<String, String> asked = Map.of("PatientID", ask.patient().id(), "Modality", modality);
            for (JsonNode one : archive.search("series", asked, DicomWeb.SERIES, limits.maxSeries())) {
                add(series, one, modality);
            }
        }
        Set<String> uids =
                ask.courses().stream().flatMap(course -> course.uids().stream()).collect(Collectors.toSet());
        for (String uid : uids.stream().sorted().limit(limits.maxSeries()).toList()) {
            for (JsonNode one : archive.search("instances", Map.of("SOPInstanceUID", uid), DicomWeb.INSTANCE, 1)) {
                add(series, one, "");
            }
        }
        Map<String, Instance> instances = new LinkedHashMap<>();
        for (Instance one : series.values()) {
            String path = "studies/" + one.study() + "/series/" + one.series() + "/instances";
            for (JsonNode instance : archive.search(path, Map.of(), DicomWeb.INSTANCE, most)) {
                String uid = DicomWeb.text(instance, DicomWeb.INSTANCE);
                if (!DicomWeb.isUid(uid)) {
                    throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "The archive lists an object without a UID");
                }
                instances.putIfAbsent(uid, new Instance(one.study(), one.series(), uid, one.modality()));
            }
            if (instances.size() > most) {
                throw new ArchiveFailure(Problem.TOO_LARGE, "The patient has more than " + most + " objects");
            }
        }
        return List.copyOf(instances.values());
    }

    /** Adds a series; a search by UID may find one of another modality, which no dose needs. */
    private void add(Map<String, Instance> series, JsonNode one, String asked) throws ArchiveFailure {
        String modality = DicomWeb.text(one, DicomWeb.MODALITY);
        String study = DicomWeb.text(one, DicomWeb.STUDY);
        String uid = DicomWeb.text(one, DicomWeb.SERIES);
        if (!DicomWeb.isUid(study) || !DicomWeb.isUid(uid)) {
            throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "The archive lists a series without a UID");
        }
        String used = modality.isEmpty() ? asked : modality;
        if (used.isEmpty() || MODALITIES.contains(used)) {
            series.putIfAbsent(uid, new Instance(study, uid, "", used));
        }
        if (series.size() > limits.maxSeries()) {
            throw new ArchiveFailure(
                    Problem.TOO_MANY_SERIES, "The patient has more than " + limits.maxSeries() + " series");
        }
    }

    private List<RtObject> retrieve(List<Instance> instances, Path folder, Limits readable)
            throws ArchiveFailure, InterruptedException, IOException {
        List<RtObject> objects = new ArrayList<>();
        long left = limits.maxPatient().toBytes();
        for (int at = 0; at < instances.size(); at++) {
            Instance instance = instances.get(at);
            Path file = folder.resolve(at + ".dcm");
            long most = instance.modality().equals("RTSTRUCT")
                    ? limits.maxStructureSet().toBytes()
                    : limits.maxObject().toBytes();
            left -= archive.retrieve(instance, file, most);
            if (left < 0) {
                throw new ArchiveFailure(Problem.TOO_LARGE, "The objects of the patient are larger than the limit");
            }
            check(instance, file, readable).ifPresent(objects::add);
        }
        return objects;
    }

    /** Returns the object; nothing where no dose needs it, or where it cannot be read, which the reading tells. */
    private static Optional<RtObject> check(Instance instance, Path file, Limits limits)
            throws ArchiveFailure, IOException {
        try {
            Optional<RtObject> object = RtObject.read(file, limits);
            if (object.isPresent() && !object.get().header().uid().equals(instance.uid())) {
                throw new ArchiveFailure(Problem.WRONG_OBJECT, "The archive sent another object");
            }
            if (object.isEmpty() && !startsLikeDicom(file)) {
                throw new ArchiveFailure(Problem.NOT_UNDERSTOOD, "The archive sent an object that is no DICOM");
            }
            return object;
        } catch (ObjectUnreadable unreadable) {
            return Optional.empty();
        }
    }

    private static boolean startsLikeDicom(Path file) throws IOException {
        try (var input = Files.newInputStream(file)) {
            byte[] head = input.readNBytes(132);
            return head.length == 132 && head[128] == 'D' && head[129] == 'I' && head[130] == 'C' && head[131] == 'M';
        }
    }

    private Result compute(Ask ask, String found, List<RtObject> objects, Path folder, Basis basis)
            throws IOException, InterruptedException {
        List<PlanFacts> plans = plans(ask.patient(), objects);
        Map<String, Course> matched = PlanMatch.of(plans, ask.courses());
        Map<String, Integer> fractions = fractions(matched);
        DoseReport report = DoseReading.of(
                new DoseQuestion(folder, ask.patient(), fractions, ask.pairs()),
                basis.settings(),
                (step, done, all) -> {});
        if (Thread.interrupted()) {
            // The computation ends early then, and gives a reason of its own for it.
            throw new InterruptedException();
        }
        Set<String> others = objects.stream()
                .filter(one -> !one.header().patient().is(ask.patient()))
                .map(one -> one.header().uid())
                .collect(Collectors.toSet());
        Map<String, String> codes = basis.levelCodes();
        List<KeptLine> lines = new ArrayList<>();
        for (OrganDose one : report.doses()) {
            OrganDose line = nameless(one, others);
            DoseSource source =
                    report.sources().get(String.valueOf(line.objects().rtdose()));
            if (line.level() == null || codes.containsKey(line.level())) {
                lines.add(new KeptLine(
                        line,
                        source == null ? null : source.widestVoxelMm(),
                        line.level() == null ? null : codes.get(line.level())));
            }
        }
        return new Result(
                found,
                plans.stream()
                        .map(plan -> new GivenPlan(plan, fractions.get(plan.uid()), reference(matched.get(plan.uid()))))
                        .toList(),
                ask.pairs(),
                lines);
    }

    /** Leaves the UIDs of objects of other patients out of a line, and all but the reason of a line about such an object. */
    private static OrganDose nameless(OrganDose line, Set<String> others) {
        DoseObjects objects = line.objects();
        boolean isOfAnother = Stream.of(objects.rtdose(), objects.rtstruct(), objects.rtplan())
                .anyMatch(uid -> uid != null && others.contains(uid));
        if (!(line.finding() instanceof Unknown unknown)) {
            return isOfAnother ? nobodys(new Unknown(Reason.OTHER_PATIENT, "", List.of())) : line;
        }
        List<String> own = unknown.candidates().stream()
                .filter(uid -> !others.contains(uid))
                .toList();
        Unknown why = new Unknown(unknown.reason(), unknown.detail(), isOfAnother ? List.of() : own);
        return isOfAnother ? nobodys(why) : new OrganDose(objects, line.roi(), line.structure(), line.level(), why);
    }

    private static OrganDose nobodys(Unknown why) {
        return new OrganDose(new DoseObjects(null, null, null, null), null, null, null, why);
    }

    private static List<PlanFacts> plans(Patient patient, List<RtObject> objects) {
        List<RtObject> own = objects.stream()
                .filter(one -> one.header().patient().is(patient))
                .toList();
        List<DoseObject> doses = all(own, DoseObject.class);
        List<TreatmentRecord> records = all(own, TreatmentRecord.class);
        return all(own, Plan.class).stream()
                .map(plan -> PlanFacts.of(plan, doses, records))
                .sorted(Comparator.comparing(PlanFacts::uid))
                .toList();
    }

    private static <T> List<T> all(List<RtObject> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static @Nullable String reference(@Nullable Course course) {
        return course == null ? null : course.reference();
    }

    /** The fractions of a course are those of its plan, where it has one plan. */
    private static Map<String, Integer> fractions(Map<String, Course> matched) {
        Set<Course> once = new HashSet<>();
        Set<Course> several =
                matched.values().stream().filter(course -> !once.add(course)).collect(Collectors.toSet());
        Map<String, Integer> fractions = new HashMap<>();
        matched.forEach((plan, course) -> {
            if (course.fractions() != null && !several.contains(course)) {
                fractions.put(plan, course.fractions());
            }
        });
        return fractions;
    }

    private Path newFolder() throws IOException {
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return limits.folder() == null
                ? Files.createTempDirectory(PREFIX, onlyOwner)
                : Files.createTempDirectory(limits.folder(), PREFIX, onlyOwner);
    }

    /** Removes folders that a process left behind when it was killed. */
    void clean(Instant before) {
        Path parent = Objects.requireNonNullElse(limits.folder(), Path.of(System.getProperty("java.io.tmpdir")));
        try (Stream<Path> all = Files.list(parent)) {
            all.filter(one -> one.getFileName().toString().startsWith(PREFIX)).forEach(one -> clean(one, before));
        } catch (IOException | UncheckedIOException e) {
            log.warn(
                    "Files of a killed process cannot be looked for: {}",
                    e.getClass().getName());
        }
    }

    private static void clean(Path folder, Instant before) {
        try {
            if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
                delete(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn(
                    "Files of a killed process cannot be removed: {}",
                    e.getClass().getName());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
