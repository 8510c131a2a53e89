package org.spinecds.organdose;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Digest;
import org.spinecds.dose.DoseReading;
import org.spinecds.dose.DoseSource;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.dicom.SopClass;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.fhir.R4;
import org.spinecds.organdose.DoseContent.Sentence;

/**
 * The lines of a reading as FHIR R4 Observations of the profile organ-at-risk-dose, status preliminary, one a line.
 *
 * <p>The rules read them as follows (SpineRecurrenceRadiotherapy, MaximaFromObservations). A value is the maximum at its
 * level, with the fractions beside it. {@code >=} bounds it from below only. An Observation without a value makes the
 * dose of its course unknown. So it is left out where a structure around that organ has a number, which the rules would
 * otherwise discard.
 */
public final class DoseObservations {

    private static final String OURS = "http://spinecds.org/fhir/";
    private static final String PROFILE = OURS + "StructureDefinition/organ-at-risk-dose";
    private static final String LEVEL = OURS + "StructureDefinition/vertebral-level";
    private static final String STATISTIC = OURS + "CodeSystem/rt-dose-statistic";
    private static final String MEASURE = OURS + "CodeSystem/organ-dose-measure";
    private static final String STRUCTURE = OURS + "CodeSystem/oar-structure";
    private static final String SNOMED = "http://snomed.info/sct";
    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String UCUM = "http://unitsofmeasure.org";
    /** The extension that names an object of DICOM. */
    public static final String DICOM_REFERENCE =
            "http://hl7.org/fhir/us/codex-radiation-therapy/StructureDefinition/codexrt-dicom-reference";

    private static final int ID_DIGITS = 40;

    /** The finest that the rules read. */
    private static final int PLACES = 4;

    private static final Pattern REFERENCE =
            Pattern.compile("(?:https?://\\S+/)?(Patient|Procedure|ServiceRequest)/[A-Za-z0-9.-]{1,64}");
    private static final Pattern OF_A_PLAN = Pattern.compile("([0-9.]+)=(.+)");

    /**
     * The codes of an organ.
     *
     * @param snomed its place in the body
     * @param local the structure that the dose was measured in
     * @param around the organs, by their names of TG-263, that enclose it or stand for the sac around it
     */
    private record Organ(String snomed, String local, Set<String> around) {}

    private static final String SAC = "ThecalSac";
    private static final Map<String, Organ> ORGANS = Map.of(
            SAC,
            new Organ("37554007", "thecal-sac", Set.of("SpinalCanal")),
            "SpinalCord_PRV",
            new Organ("2748008", "cord-prv", Set.of(SAC, "SpinalCanal")),
            "SpinalCord",
            new Organ("2748008", "cord", Set.of(SAC, "SpinalCanal", "SpinalCord_PRV")),
            "CaudaEquina",
            new Organ("7173007", "cauda-equina", Set.of(SAC, "SpinalCanal")),
            "SpinalCanal",
            new Organ("61853006", "canal", Set.of()));

    private final List<OrganDose> lines;
    private final Map<String, DoseSource> sources;
    private final Map<String, String> levelCodes;
    private final @Nullable Double alphaBetaGy;
    private final DoseContent.Words words;
    private final @Nullable String patient;
    private final Map<String, String> courses;

    private DoseObservations(
            List<OrganDose> lines,
            Map<String, DoseSource> sources,
            Map<String, String> levelCodes,
            @Nullable Double alphaBetaGy,
            DoseContent.Words words,
            @Nullable String patient,
            Map<String, String> courses) {
        this.lines = lines;
        this.sources = sources;
        this.levelCodes = Map.copyOf(levelCodes);
        this.alphaBetaGy = alphaBetaGy;
        this.words = words;
        this.patient = patient;
        this.courses = Map.copyOf(courses);
    }

    /**
     * Prepares the Observations of lines.
     *
     * @param sources the doses of the folder, by UID
     * @param levelCodes the SNOMED CT code of each vertebral level
     * @param alphaBetaGy alpha/beta of the EQD2 in the lines, in Gy; null where they have none
     * @param words the sentences of the notes
     */
    public static DoseObservations of(
            List<OrganDose> lines,
            Map<String, DoseSource> sources,
            Map<String, String> levelCodes,
            @Nullable Double alphaBetaGy,
            DoseContent.Words words) {
        return new DoseObservations(lines, sources, levelCodes, alphaBetaGy, words, null, Map.of());
    }

    /**
     * Names the resources that the Observations refer to, as a record writes them.
     *
     * @param subject the reference of the patient; null for PatientID
     * @param byPlan the reference of the course of each plan that has one, by the UID of the plan
     */
    public DoseObservations naming(@Nullable String subject, Map<String, String> byPlan) {
        return new DoseObservations(lines, sources, levelCodes, alphaBetaGy, words, subject, byPlan);
    }

    /**
     * Names the resources that the Observations refer to.
     *
     * @param other the patient; null for PatientID
     * @param named the courses, one reference alone or {@code UID=reference} for each plan
     * @throws IllegalArgumentException where a reference is none, or stands for several patients or plans
     */
    public DoseObservations with(@Nullable String other, List<String> named) {
        if (other != null) {
            check(other, "Patient");
            if (patients().size() > 1) {
                throw new IllegalArgumentException(
                        "The folder holds doses of several patients, and --patient names one.");
            }
        }
        Set<String> plans = lines.stream()
                .map(line -> line.objects().rtplan())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> byPlan = new HashMap<>();
        for (String one : named) {
            Matcher ofPlan = OF_A_PLAN.matcher(one);
            boolean isNamed = ofPlan.matches();
            if (!isNamed && plans.size() > 1) {
                throw new IllegalArgumentException(
                        "The folder holds several plans: --course needs UID=reference for each.");
            }
            if (isNamed && !plans.contains(ofPlan.group(1))) {
                throw new IllegalArgumentException("The folder has no plan " + ofPlan.group(1) + ".");
            }
            String reference = isNamed ? ofPlan.group(2) : one;
            check(reference, "Procedure|ServiceRequest");
            (isNamed ? Set.of(ofPlan.group(1)) : plans).forEach(plan -> byPlan.put(plan, reference));
        }
        return naming(other, byPlan);
    }

    private static void check(String reference, String types) {
        Matcher matcher = REFERENCE.matcher(reference);
        if (!matcher.matches() || !matcher.group(1).matches(types)) {
            throw new IllegalArgumentException(reference + " is no reference to " + types.replace("|", " or ") + ".");
        }
    }

    private Set<Patient> patients() {
        return lines.stream()
                .map(this::source)
                .filter(Objects::nonNull)
                .map(DoseSource::patient)
                .collect(Collectors.toSet());
    }

    private @Nullable DoseSource source(OrganDose line) {
        String uid = line.objects().rtdose();
        return uid == null ? null : sources.get(uid);
    }

    /**
     * Returns the Observations as NDJSON.
     *
     * @param err takes a sentence on lines that are no Observation, and on doses of no course
     */
    public String lines(PrintWriter err) {
        List<Observation> made = all();
        StringBuilder text = new StringBuilder();
        for (Observation observation : made) {
            text.append(R4.context().newJsonParser().encodeResourceToString(observation))
                    .append('\n');
        }
        int leftOut = lines.size() - made.size();
        if (leftOut > 0) {
            err.println("Not among the Observations: " + leftOut + " lines of unreadable files, of regions that are no"
                    + " organ of the list, or without a number where a structure around has one.");
        }
        if (made.stream().anyMatch(observation -> !observation.hasPartOf() && !observation.hasBasedOn())) {
            err.println("Observations without a course: the rules cannot use their doses. Name it with --course.");
        }
        err.flush();
        return text.toString();
    }

    /** Returns the Observations, in the order of their lines; not every line is one. */
    public List<Observation> all() {
        List<Observation> made = new ArrayList<>();
        for (OrganDose line : lines) {
            DoseSource source = source(line);
            if (source != null && !source.patient().id().isEmpty() && isOfAnOrgan(line) && !isCovered(line)) {
                made.add(observation(line, source));
            }
        }
        return List.copyOf(made);
    }

    private static boolean isOfAnOrgan(OrganDose line) {
        return line.structure() == null ? line.roi() == null : ORGANS.containsKey(line.structure());
    }

    /** Tells whether a reason is of no weight: a structure around has a number, or the organ does not reach there. */
    private boolean isCovered(OrganDose line) {
        String structure = line.structure();
        Organ organ = structure == null ? null : ORGANS.get(structure);
        if (organ == null || !(line.finding() instanceof Unknown unknown)) {
            return false;
        }
        boolean endsElsewhere =
                unknown.reason() == Reason.EMPTY_ORGAN && line.level() != null && !SAC.equals(structure);
        return lines.stream()
                .filter(other -> other.finding() instanceof DoseNumbers
                        && Objects.equals(
                                other.objects().rtplan(), line.objects().rtplan())
                        && Objects.equals(other.level(), line.level()))
                .map(OrganDose::structure)
                .filter(Objects::nonNull)
                .anyMatch(other -> organ.around().contains(other) || (endsElsewhere && ORGANS.containsKey(other)));
    }

    private Observation observation(OrganDose line, DoseSource source) {
        Observation observation = new Observation();
        observation.setId(id(line));
        observation.getMeta().addProfile(PROFILE);
        observation.setStatus(Observation.ObservationStatus.PRELIMINARY);
        observation
                .addCategory()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/observation-category")
                .setCode("procedure");
        observation
                .getCode()
                .addCoding(new Coding().setSystem(STATISTIC).setCode("D0.03cc"))
                .addCoding(new Coding(DCM, "128531", "Maximum Absorbed Radiation Dose"));
        observation.setSubject(subject(source.patient()));
        observation.setBodySite(bodySite(line));
        if (line.level() != null) {
            String code = levelCodes.get(line.level());
            if (code == null) {
                throw new IllegalArgumentException("The content has no code of the level " + line.level() + ".");
            }
            observation.addExtension(LEVEL, new Coding(SNOMED, code, null));
        }
        addObjects(observation, line.objects());
        addCourse(observation, line.objects().rtplan());
        observation.getMethod().setText("Spine Recurrence CDS, dose from DICOM RT, algorithm " + DoseReading.ALGORITHM);
        if (line.finding() instanceof DoseNumbers numbers) {
            addNumbers(observation, numbers, source);
        } else if (line.finding() instanceof Unknown unknown) {
            observation
                    .getDataAbsentReason()
                    .setText(unknown.reason() + ": " + DoseLines.sentence(line.objects(), unknown));
        }
        return observation;
    }

    /** The same objects, region, level and algorithm have the same id, so that a second run replaces the first. */
    public static String id(OrganDose line) {
        DoseObjects objects = line.objects();
        String named = String.join(
                "\n",
                String.valueOf(objects.rtdose()),
                String.valueOf(objects.rtstruct()),
                String.valueOf(objects.rtplan()),
                String.valueOf(line.roi()),
                String.valueOf(line.structure()),
                String.valueOf(line.level()),
                DoseReading.ALGORITHM);
        return "dose-" + Digest.of(named).substring(0, ID_DIGITS);
    }

    private Reference subject(Patient dicom) {
        if (patient != null) {
            return new Reference(patient);
        }
        Reference subject = new Reference();
        subject.setType("Patient").getIdentifier().setValue(dicom.id());
        if (dicom.issuer() != null) {
            subject.getIdentifier().getAssigner().setDisplay(dicom.issuer());
        }
        return subject;
    }

    /** A dose without an organ was asked about for the sac. */
    private static CodeableConcept bodySite(OrganDose line) {
        String structure = line.structure();
        Organ organ = Objects.requireNonNull(ORGANS.get(structure == null ? SAC : structure));
        CodeableConcept site = new CodeableConcept()
                .addCoding(new Coding(SNOMED, organ.snomed(), null))
                .addCoding(new Coding(STRUCTURE, organ.local(), null));
        return line.roi() == null ? site : site.setText(line.roi());
    }

    private static void addObjects(Observation observation, DoseObjects objects) {
        add(observation, objects.rtdose(), SopClass.DOSE);
        add(observation, objects.rtstruct(), SopClass.STRUCTURE_SET);
        add(observation, objects.rtplan(), SopClass.PLAN);
    }

    private static void add(Observation observation, @Nullable String uid, String sopClass) {
        if (uid != null) {
            Extension reference = new Extension(DICOM_REFERENCE);
            reference.addExtension("instanceUid", new IdType(uid));
            reference.addExtension("sopClass", new Coding("urn:ietf:rfc3986", "urn:oid:" + sopClass, null));
            observation.addExtension(reference);
        }
    }

    private void addCourse(Observation observation, @Nullable String plan) {
        String course = plan == null ? null : courses.get(plan);
        if (course == null) {
            return;
        }
        if (course.contains("ServiceRequest/")) {
            observation.addBasedOn(new Reference(course));
        } else {
            observation.addPartOf(new Reference(course));
        }
    }

    private void addNumbers(Observation observation, DoseNumbers numbers, DoseSource source) {
        Quantity value = gray(numbers.d003ccGy());
        if (numbers.lowerBound()) {
            value.setComparator(Quantity.QuantityComparator.GREATER_OR_EQUAL);
            observation.addNote().setText(words.of(Sentence.LOWER_BOUND));
        }
        if (numbers.upperBound()) {
            observation.addNote().setText(words.of(Sentence.UPPER_BOUND));
        }
        observation.setValue(value);
        numbers.flags().stream()
                .map(Note::name)
                .forEach(flag -> observation.addNote().setText(flag));

        add(observation, DCM, "121387", new IntegerType(numbers.fractions()));
        if (numbers.eqd2Gy() != null && alphaBetaGy != null && !numbers.lowerBound()) {
            String unit = "EQD2Gy(a/b="
                    + BigDecimal.valueOf(DoseLines.rounded(alphaBetaGy))
                            .stripTrailingZeros()
                            .toPlainString() + ")";
            add(observation, DCM, "130130", gray(numbers.eqd2Gy()).setUnit(unit));
        }
        add(observation, STATISTIC, "Dmax", gray(numbers.dmaxGy()));
        add(observation, STATISTIC, "D0.1cc", gray(numbers.d01ccGy()));
        add(
                observation,
                MEASURE,
                "d003cc-range",
                new Range()
                        .setLow(gray(numbers.range().lo()))
                        .setHigh(gray(numbers.range().hi())));
        add(observation, MEASURE, "volume", quantity(numbers.volumeCc(), "cm3"));
        add(observation, MEASURE, "volume-outside-grid", quantity(numbers.volumeOutsideGridCc(), "cm3"));
        if (source.widestVoxelMm() != null) {
            add(observation, MEASURE, "voxel-spacing", quantity(source.widestVoxelMm(), "mm"));
        }
    }

    private static void add(Observation observation, String system, String code, Type value) {
        Observation.ObservationComponentComponent component = observation.addComponent();
        component.getCode().addCoding().setSystem(system).setCode(code);
        component.setValue(value);
    }

    /** Rounded up, so that no dose becomes lower and none becomes zero. */
    private static Quantity gray(double gray) {
        return quantity(gray, "Gy");
    }

    private static Quantity quantity(double value, String unit) {
        return new Quantity()
                .setValue(BigDecimal.valueOf(DoseLines.rounded(value)).setScale(PLACES, RoundingMode.CEILING))
                .setUnit(unit)
                .setSystem(UCUM)
                .setCode(unit);
    }
}
