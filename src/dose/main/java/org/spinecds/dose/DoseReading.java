package org.spinecds.dose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.ObjectUnreadable;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.SopClass;
import org.spinecds.dose.dicom.StructureSet;
import org.spinecds.dose.dicom.StructureSet.Roi;
import org.spinecds.dose.dicom.TreatmentRecord;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.DoseRange;
import org.spinecds.dose.finding.DoseSum;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Finding;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Level;
import org.spinecds.dose.finding.LowerBound;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.geometry.Eqd2;
import org.spinecds.dose.geometry.OrganDosimetry;
import org.spinecds.dose.geometry.OrganDosimetry.Measures;
import org.spinecds.dose.geometry.OrganShape;
import org.spinecds.dose.geometry.VertebralLevels;
import org.spinecds.dose.geometry.VertebralLevels.Body;
import org.spinecds.dose.geometry.VertebralLevels.Zone;
import org.spinecds.dose.pairing.Delivery;
import org.spinecds.dose.pairing.Pairing;
import org.spinecds.dose.pairing.PlanDose;
import org.spinecds.dose.pairing.RtFolder;
import org.spinecds.dose.pairing.RtFolder.UnreadableFile;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.dose.setting.OrganName;

/** Reads a folder of DICOM RT: pairs its objects, and computes the dose of each organ and level. */
public final class DoseReading {

    /** The version of the algorithm. It changes with every change that may change a number. */
    public static final String ALGORITHM = "1";

    /** The reasons of a plan that this patient did not receive; a plan without approval may still have records. */
    private static final Set<Reason> NOT_DELIVERED =
            Set.of(Reason.NOT_TREATED, Reason.NOT_APPROVED, Reason.OTHER_PATIENT);

    private final DoseQuestion question;
    private final RtFolder folder;
    private final DoseSettings settings;
    private final Pairing pairing;
    private final List<OrganDose> lines = new ArrayList<>();
    private final List<ReadDose> read = new ArrayList<>();
    private final Map<String, DoseSource> sources = new LinkedHashMap<>();

    /** The plans, or doses without one, that have no number although their dose may have been delivered. */
    private final Set<String> missing = new HashSet<>();

    private DoseReading(DoseQuestion question, RtFolder folder, DoseSettings settings) {
        this.question = question;
        this.folder = folder;
        this.settings = settings;
        this.pairing = new Pairing(folder, question.patient(), question.pairings());
    }

    /**
     * A contoured region.
     *
     * @param organ the organ of its name; null where the name is none of the list
     */
    private record Named(Roi roi, @Nullable OrganName organ) {

        @Nullable
        String structure() {
            return organ == null ? null : organ.structure();
        }

        boolean trueCord() {
            return organ != null && organ.trueCord();
        }
    }

    /** All that the organs of a structure set share. */
    private record Organs(List<Named> named, VertebralLevels levels, Deadline deadline) {}

    /** Reads all that a folder holds. */
    public static DoseReport of(Path folder, DoseSettings settings, Progress progress) throws IOException {
        return of(DoseQuestion.of(folder), settings, progress);
    }

    /**
     * Reads a folder for an expected patient.
     *
     * @throws IOException where the folder cannot be read; a file that is no sound DICOM is a line of the result
     */
    public static DoseReport of(DoseQuestion question, DoseSettings settings, Progress progress) throws IOException {
        RtFolder folder = RtFolder.read(
                question.folder(), settings.limits(), (done, all) -> progress.see(Progress.Step.FILES, done, all));
        return new DoseReading(question, folder, settings).report(progress);
    }

    private DoseReport report(Progress progress) {
        for (UnreadableFile file : folder.unreadable()) {
            lines.add(new OrganDose(
                    new DoseObjects(null, null, null, file.file()),
                    null,
                    null,
                    null,
                    new Unknown(Reason.UNREADABLE, file.detail(), List.of())));
        }
        if (folder.doses().isEmpty() && folder.unreadable().stream().noneMatch(DoseReading::mayBeDose)) {
            lines.add(new OrganDose(
                    new DoseObjects(null, null, null, null),
                    null,
                    null,
                    null,
                    new Unknown(Reason.NO_DOSE, "There is no dose", List.of())));
        }
        folder.doses()
                .forEach(dose -> sources.put(
                        dose.header().uid(), new DoseSource(dose.header().patient(), null, null)));
        List<List<DoseObject>> groups = soundDosesByPlan();
        progress.see(Progress.Step.DOSES, 0, groups.size());
        for (int at = 0; at < groups.size(); at++) {
            readPlan(groups.get(at));
            progress.see(Progress.Step.DOSES, at + 1, groups.size());
        }
        tellPlansWithoutDose();
        tellRecordsWithoutPlan();
        return new DoseReport(lines, sums(), sources, folder.passedOver());
    }

    /** Returns the sums of each patient. A sum without a plan that may have been delivered is a lower bound. */
    private List<DoseSum> sums() {
        read.forEach(dose -> missing.remove(dose.plan().header().uid()));
        boolean unreadable = folder.unreadable().stream().anyMatch(DoseReading::mayBePart);
        Set<Note> notes = missing.isEmpty() && !unreadable ? Set.of() : Set.of(Flag.PARTS_MISSING);
        List<List<ReadDose>> patients = new ArrayList<>();
        for (ReadDose dose : read) {
            Optional<List<ReadDose>> own = patients.stream()
                    .filter(doses -> doses.stream().allMatch(dose::isOfPatientOf))
                    .findFirst();
            own.ifPresentOrElse(doses -> doses.add(dose), () -> patients.add(new ArrayList<>(List.of(dose))));
        }
        return patients.stream()
                .flatMap(doses -> new DoseSums(doses, notes, folder.registrations(), settings).all().stream())
                .toList();
    }

    private static boolean mayBePart(UnreadableFile file) {
        String sopClass = file.sopClass();
        return sopClass == null || !(SopClass.isRecord(sopClass) || sopClass.equals(SopClass.REGISTRATION));
    }

    private void tellPlansWithoutDose() {
        Set<String> named = new HashSet<>();
        folder.doses().forEach(dose -> named.add(pairing.planUid(dose)));
        boolean told = folder.doses().isEmpty() || folder.unreadable().stream().anyMatch(DoseReading::mayBeDose);
        for (Plan plan : folder.plans()) {
            String uid = plan.header().uid();
            if (named.contains(uid)) {
                continue;
            }
            Unknown finding = withoutDose(plan);
            miss(uid, finding.reason());
            if (!told && !isCandidate(uid)) {
                lines.add(new OrganDose(new DoseObjects(null, null, uid, null), null, null, null, finding));
            }
        }
    }

    private boolean isCandidate(String uid) {
        return lines.stream()
                .anyMatch(line -> line.finding() instanceof Unknown unknown
                        && unknown.candidates().contains(uid));
    }

    private Unknown withoutDose(Plan plan) {
        try {
            pairing.checkPatient(plan);
            pairing.check(plan, settings.checks().approvalAsked());
            Delivery.of(plan, evidence(plan), settings.checks().metersetTolerance());
        } catch (DoseUnknown unknown) {
            return unknown.finding();
        }
        return new Unknown(Reason.NO_DOSE, "There is no dose of this plan", List.of());
    }

    /** Records that name a plan tell of a treatment, also where its files are not here. */
    private void tellRecordsWithoutPlan() {
        Set<String> told = new HashSet<>();
        folder.plans().forEach(plan -> told.add(plan.header().uid()));
        folder.doses().forEach(dose -> told.add(pairing.planUid(dose)));
        for (TreatmentRecord treatment : folder.records()) {
            for (String plan : treatment.plans()) {
                if (pairing.isOfThePatient(treatment) && told.add(plan)) {
                    miss(plan, Reason.NO_PLAN);
                    lines.add(new OrganDose(
                            new DoseObjects(null, null, plan, null),
                            null,
                            null,
                            null,
                            new Unknown(Reason.NO_PLAN, "Records name a plan that is not here", List.of())));
                }
            }
        }
    }

    /** Keeps a plan without a number in mind, unless its reason says that this patient did not receive it. */
    private void miss(String plan, Reason reason) {
        boolean recorded = folder.records().stream().anyMatch(one -> one.plans().contains(plan));
        if (!NOT_DELIVERED.contains(reason) || (reason == Reason.NOT_APPROVED && recorded)) {
            missing.add(plan);
        }
    }

    private static boolean mayBeDose(UnreadableFile file) {
        String sopClass = file.sopClass();
        return sopClass == null || sopClass.equals(SopClass.DOSE);
    }

    /** Returns the doses that are sound by themselves, for each plan. The others are told at once. */
    private List<List<DoseObject>> soundDosesByPlan() {
        Map<String, List<DoseObject>> groups = new LinkedHashMap<>();
        for (DoseObject dose : folder.doses()) {
            try {
                pairing.check(dose);
                groups.computeIfAbsent(keyOf(dose), ignored -> new ArrayList<>())
                        .add(dose);
            } catch (DoseUnknown unknown) {
                miss(keyOf(dose), unknown.finding().reason());
                add(dose, null, null, unknown.finding());
            }
        }
        return List.copyOf(groups.values());
    }

    private String keyOf(DoseObject dose) {
        String plan = pairing.planUid(dose);
        return plan.isEmpty() ? dose.header().uid() : plan;
    }

    private void readPlan(List<DoseObject> doses) {
        Plan plan = null;
        StructureSet set = null;
        try {
            DoseObject dose = doses.get(0);
            for (DoseObject each : doses) {
                plan = pairing.plan(each);
                pairing.check(plan, settings.checks().approvalAsked());
                set = pairing.structureSet(each, plan);
                pairing.checkFrame(each, plan);
            }
            if (plan == null || set == null) {
                throw new IllegalStateException("A plan has a dose");
            }
            Delivery delivery =
                    Delivery.of(plan, evidence(plan), settings.checks().metersetTolerance());
            PlanDose planDose = PlanDose.of(doses, plan, settings.checks());
            Set<Note> notes = new HashSet<>(planDose.notes());
            notes.addAll(delivery.notes());
            if (pairing.isByHand(dose)) {
                notes.add(Flag.PAIRED_BY_HAND);
            }
            if (!set.approval().isEmpty() && !set.approval().equals("APPROVED")) {
                notes.add(Flag.STRUCTURES_NOT_APPROVED);
            }
            sources.put(
                    dose.header().uid(),
                    new DoseSource(dose.header().patient(), planDose.grid().coarsestSpacing(), delivery.share()));
            readOrgans(new ReadDose(dose, plan, set, planDose.grid(), delivery, notes, new LinkedHashMap<>()));
        } catch (DoseUnknown unknown) {
            miss(keyOf(doses.get(0)), unknown.finding().reason());
            for (DoseObject dose : doses) {
                add(dose, plan, set, unknown.finding());
            }
        } catch (ObjectUnreadable unreadable) {
            miss(keyOf(doses.get(0)), Reason.UNREADABLE);
            add(doses.get(0), plan, set, new Unknown(Reason.UNREADABLE, unreadable.getMessage(), List.of()));
        }
    }

    /** A record of another patient that names this plan leaves the count open, and one of this patient without a plan. */
    private Delivery.Evidence evidence(Plan plan) {
        List<TreatmentRecord> all = folder.records(plan);
        List<TreatmentRecord> own = all.stream()
                .filter(one -> one.header().patient().is(plan.header().patient()))
                .toList();
        boolean unassigned = folder.records().stream()
                .anyMatch(one -> one.plans().isEmpty()
                        && one.header().patient().is(plan.header().patient()));
        boolean complete = !folder.mayHideRecords() && own.size() == all.size() && !unassigned;
        return new Delivery.Evidence(
                own, complete, question.fractionsDelivered().get(plan.header().uid()));
    }

    private void add(DoseObject dose, @Nullable Plan plan, @Nullable StructureSet set, Finding finding) {
        DoseObjects objects = new DoseObjects(
                dose.header().uid(),
                set == null ? null : set.header().uid(),
                plan == null ? null : plan.header().uid(),
                null);
        lines.add(new OrganDose(objects, null, null, null, finding));
    }

    private void readOrgans(ReadDose dose) throws DoseUnknown, ObjectUnreadable {
        Deadline deadline = new Deadline(settings.limits().seconds());
        List<Named> named = new ArrayList<>();
        List<Roi> others = new ArrayList<>();
        for (Roi roi : dose.set().rois()) {
            Optional<OrganName> organ = settings.names().organ(roi.name());
            organ.ifPresent(known -> named.add(new Named(roi, known)));
            if (organ.isEmpty() && roi.hasContours() && question.regions() == DoseQuestion.Regions.ALL) {
                others.add(roi);
            }
        }
        if (named.isEmpty() && others.isEmpty()) {
            throw new DoseUnknown(Reason.NO_ORGAN, "No contour has a name of the list");
        }
        try {
            Organs organs = new Organs(named, levels(dose), deadline);
            for (Named one : named) {
                readOrgan(dose, one, organs);
            }
        } catch (Deadline.TimeIsUp timeIsUp) {
            throw new ObjectUnreadable(
                    "Over the limits: more than " + settings.limits().seconds() + " s");
        }
        read.add(dose);
        others.forEach(roi -> readOther(dose, new Named(roi, null)));
    }

    /** Reads a region that is no organ of the list, as a whole, within a time of its own. */
    private void readOther(ReadDose dose, Named region) {
        Deadline deadline = new Deadline(settings.limits().seconds());
        try {
            readOrgan(dose, region, new Organs(List.of(region), new VertebralLevels(List.of(), Set.of()), deadline));
        } catch (Deadline.TimeIsUp timeIsUp) {
            String detail = "Over the limits: more than " + settings.limits().seconds() + " s";
            lines.add(line(dose, region, null, new Unknown(Reason.UNREADABLE, detail, List.of())));
        }
    }

    private VertebralLevels levels(ReadDose dose) throws ObjectUnreadable {
        List<Body> bodies = new ArrayList<>();
        for (Roi roi : dose.set().rois()) {
            if (Level.isUnusualBody(roi.name()) && roi.hasContours()) {
                return VertebralLevels.unclear();
            }
            Optional<Level> level = Level.ofBody(roi.name());
            if (level.isPresent() && roi.frame().equals(dose.dose().frame())) {
                body(roi, level.get()).ifPresent(bodies::add);
            }
        }
        return VertebralLevels.of(bodies, settings.checks());
    }

    private Optional<Body> body(Roi roi, Level level) throws ObjectUnreadable {
        double bottom = Double.POSITIVE_INFINITY;
        double top = Double.NEGATIVE_INFINITY;
        for (StructureSet.Contour contour : roi.contours(settings.limits().points())) {
            for (int point = 0; point < contour.size(); point++) {
                bottom = Math.min(bottom, contour.z(point));
                top = Math.max(top, contour.z(point));
            }
        }
        return bottom < top ? Optional.of(new Body(level, bottom, top)) : Optional.empty();
    }

    private void readOrgan(ReadDose dose, Named organ, Organs organs) {
        OrganShape shape;
        try {
            shape = shape(dose, organ, organs);
        } catch (DoseUnknown unknown) {
            lines.add(line(dose, organ, null, unknown.finding()));
            return;
        } catch (ObjectUnreadable unreadable) {
            lines.add(line(dose, organ, null, new Unknown(Reason.UNREADABLE, unreadable.getMessage(), List.of())));
            return;
        }
        if (organ.organ() != null) {
            dose.organs().put(organ.organ().structure(), shape);
        }
        boolean coarse = dose.notes().contains(Reason.GRID_TOO_COARSE);
        OrganDosimetry dosimetry = new OrganDosimetry(dose.grid(), coarse ? 1 : 0.5, settings, organs.deadline());
        Set<Note> notes = new HashSet<>(dose.notes());
        notes.addAll(organs.levels().flags());
        boolean alone =
                organs.named().stream().filter(one -> one.roi().hasContours()).allMatch(Named::trueCord);
        if (organ.trueCord() && alone) {
            notes.add(Reason.ONLY_TRUE_CORD);
        }
        Set<Note> ofTheWhole = new HashSet<>(notes);
        ofTheWhole.remove(Flag.LEVELS_UPSIDE_DOWN);
        lines.add(line(dose, organ, null, finding(dose, organ, ofTheWhole, () -> dosimetry.of(shape))));
        for (Zone zone : organs.levels().zones()) {
            Finding finding = finding(dose, organ, notes, () -> dosimetry.of(shape, zone.bottom(), zone.top()));
            lines.add(line(dose, organ, zone.level().toString(), finding));
        }
    }

    private OrganShape shape(ReadDose dose, Named organ, Organs organs) throws DoseUnknown, ObjectUnreadable {
        if (!organ.roi().hasContours()) {
            throw new DoseUnknown(Reason.EMPTY_ORGAN, "The organ has no contours");
        }
        String structure = organ.structure();
        long same = organs.named().stream()
                .filter(one -> one.roi().hasContours() && Objects.equals(one.structure(), structure))
                .count();
        if (same > 1) {
            throw new DoseUnknown(Reason.SEVERAL_ORGANS, "Several contours have names of this organ");
        }
        if (!organ.roi().frame().equals(dose.dose().frame())) {
            throw new DoseUnknown(Reason.FRAME_MISMATCH, "Dose and contours are not in one frame of reference");
        }
        return OrganShape.of(organ.roi().contours(settings.limits().points()), settings, organs.deadline());
    }

    private static OrganDose line(ReadDose dose, Named organ, @Nullable String level, Finding finding) {
        return new OrganDose(dose.objects(), organ.roi().name(), organ.structure(), level, finding);
    }

    /** A measurement that may have no number. */
    @FunctionalInterface
    private interface Measurement {
        Measures take() throws DoseUnknown;
    }

    private Finding finding(ReadDose dose, Named organ, Set<Note> notes, Measurement measurement) {
        try {
            return numbers(dose, organ, notes, measurement.take());
        } catch (DoseUnknown unknown) {
            return unknown.finding();
        }
    }

    private DoseNumbers numbers(ReadDose dose, Named organ, Set<Note> notes, Measures measures) {
        Set<Note> all = new HashSet<>(notes);
        all.addAll(measures.notes());
        double share = dose.delivery().share();
        double d003 = share * measures.d003();
        Double alphaBeta = settings.alphaBetaGy();
        return new DoseNumbers(
                d003,
                share * measures.d01(),
                share * measures.maximum(),
                new DoseRange(
                        share * measures.range().lo(), share * measures.range().hi()),
                share * measures.changePerMm(),
                measures.volumeCc(),
                measures.outsideCc(),
                dose.delivery().fractions(),
                alphaBeta == null ? null : new Eqd2(dose.delivery().fractions(), alphaBeta).of(d003),
                organ.trueCord() || LowerBound.isMadeBy(all),
                dose.delivery().upperBound(),
                List.copyOf(all));
    }
}
