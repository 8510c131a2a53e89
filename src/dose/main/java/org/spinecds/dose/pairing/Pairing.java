package org.spinecds.dose.pairing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.RtObject;
import org.spinecds.dose.dicom.SopClass;
import org.spinecds.dose.dicom.StructureSet;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Reason;

/** Leads from a dose to its plan and on to its structure set, by their identifiers alone. */
public final class Pairing {

    private static final Set<String> BRACHY_SUMMATION = Set.of("BRACHY", "BRACHY_SESSION");

    private final RtFolder folder;
    private final @Nullable Patient patient;
    private final Map<String, ByHand> byHand;

    /**
     * A physicist's pairing of a dose.
     *
     * @param rtplan SOP instance UID of its plan
     * @param rtstruct SOP instance UID of its structure set; empty for that of the plan
     */
    public record ByHand(String rtplan, String rtstruct) {}

    /**
     * Prepares to pair.
     *
     * @param patient the expected patient, or null where the objects have to agree only with each other
     * @param byHand a physicist's pairings, by the UID of the dose
     */
    public Pairing(RtFolder folder, @Nullable Patient patient, Map<String, ByHand> byHand) {
        this.folder = folder;
        this.patient = patient;
        this.byHand = Map.copyOf(byHand);
    }

    /** Tells whether a physicist paired this dose. */
    public boolean isByHand(DoseObject dose) {
        return byHand.containsKey(dose.header().uid());
    }

    /** Returns the UID of the plan of a dose; empty where it names none. */
    public String planUid(DoseObject dose) {
        ByHand hand = byHand.get(dose.header().uid());
        if (hand != null) {
            return hand.rtplan();
        }
        return dose.plans().size() == 1 ? dose.plans().get(0).uid() : "";
    }

    /** Checks the dose by itself: its patient, its units, its type and the kind of its sum. */
    public void check(DoseObject dose) throws DoseUnknown {
        if (!isOfThePatient(dose)) {
            throw new DoseUnknown(Reason.OTHER_PATIENT, "The dose belongs to another patient, or to nobody");
        }
        if (!dose.units().equals("GY")) {
            throw new DoseUnknown(Reason.UNITS_RELATIVE, "The dose is not in gray");
        }
        switch (dose.type()) {
            case "PHYSICAL" -> {}
            case "EFFECTIVE" -> throw new DoseUnknown(Reason.DOSE_EFFECTIVE, "The dose is weighted by an effect");
            case "ERROR" -> throw new DoseUnknown(Reason.DOSE_ERROR, "The dose is a difference of doses");
            default -> throw new DoseUnknown(Reason.UNREADABLE, "The type of the dose is not known");
        }
        if (BRACHY_SUMMATION.contains(dose.summation())) {
            throw new DoseUnknown(Reason.BRACHY, "The dose is of brachytherapy");
        }
        if (!Set.of("PLAN", "FRACTION", "BEAM").contains(dose.summation())
                || dose.plans().size() > 1) {
            throw new DoseUnknown(Reason.NOT_A_PLAN_DOSE, "The dose is not that of one whole plan");
        }
        if (dose.plans().stream().anyMatch(plan -> plan.sopClass().equals(SopClass.ION_PLAN))) {
            throw new DoseUnknown(Reason.ION_PLAN, "The plan is of protons or ions");
        }
    }

    /** Returns the plan of a dose. */
    public Plan plan(DoseObject dose) throws DoseUnknown {
        List<Plan> plans = folder.plans();
        if (plans.isEmpty()) {
            throw new DoseUnknown(Reason.NO_PLAN, "There is no plan");
        }
        Optional<Plan> found = plans.stream()
                .filter(plan -> plan.header().uid().equals(planUid(dose)))
                .findFirst();
        Plan plan = found.orElseThrow(() -> new DoseUnknown(
                Reason.REFERENCES_MISSING, "The dose leads to no plan that is here", uids(plans, dose)));
        if (!isOfThePatient(plan, dose)) {
            throw new DoseUnknown(Reason.OTHER_PATIENT, "The plan belongs to another patient");
        }
        return plan;
    }

    /** Checks that a plan without a dose belongs to the expected patient, if there is one. */
    public void checkPatient(Plan plan) throws DoseUnknown {
        if (!isOfThePatient(plan)) {
            throw new DoseUnknown(Reason.OTHER_PATIENT, "The plan belongs to another patient, or to nobody");
        }
    }

    /** Tells whether an object belongs to the expected patient; where none is expected, to anybody. */
    public boolean isOfThePatient(RtObject object) {
        Patient named = object.header().patient();
        return named.is(patient == null ? named : patient);
    }

    /** Checks the plan by itself. */
    public void check(Plan plan, boolean approvalAsked) throws DoseUnknown {
        if (plan.ions()) {
            throw new DoseUnknown(Reason.ION_PLAN, "The plan is of protons or ions");
        }
        if (plan.brachy()) {
            throw new DoseUnknown(Reason.BRACHY, "The plan is of brachytherapy");
        }
        if (plan.groups() > 1) {
            throw new DoseUnknown(Reason.SEVERAL_GROUPS, "The plan has several fraction groups");
        }
        if (approvalAsked && !plan.approval().equals("APPROVED")) {
            throw new DoseUnknown(Reason.NOT_APPROVED, "The plan is not approved");
        }
    }

    /** Returns the structure set of a plan. */
    public StructureSet structureSet(DoseObject dose, Plan plan) throws DoseUnknown {
        List<StructureSet> sets = folder.structureSets();
        if (sets.isEmpty()) {
            throw new DoseUnknown(Reason.NO_STRUCTURE_SET, "There is no structure set");
        }
        ByHand hand = byHand.get(dose.header().uid());
        List<String> asked =
                hand == null || hand.rtstruct().isEmpty() ? plan.structureSets() : List.of(hand.rtstruct());
        Optional<StructureSet> found = asked.size() == 1
                ? sets.stream()
                        .filter(set -> set.header().uid().equals(asked.get(0)))
                        .findFirst()
                : Optional.empty();
        StructureSet set = found.orElseThrow(() -> new DoseUnknown(
                Reason.REFERENCES_MISSING, "The plan leads to no structure set that is here", uids(sets, dose)));
        if (!isOfThePatient(set, dose)
                || !set.header().patient().is(plan.header().patient())) {
            throw new DoseUnknown(Reason.OTHER_PATIENT, "The structure set belongs to another patient");
        }
        return set;
    }

    /** Checks that dose and plan are in one frame of reference. */
    public void checkFrame(DoseObject dose, Plan plan) throws DoseUnknown {
        if (dose.frame().isEmpty() || (!plan.frame().isEmpty() && !plan.frame().equals(dose.frame()))) {
            throw new DoseUnknown(Reason.FRAME_MISMATCH, "Dose and plan are not in one frame of reference");
        }
    }

    /** A dose without issuer or birth date joins no two patients: each object is compared with the expected one too. */
    private boolean isOfThePatient(RtObject object, DoseObject dose) {
        return object.header().patient().is(dose.header().patient()) && isOfThePatient(object);
    }

    private static List<String> uids(List<? extends RtObject> objects, DoseObject dose) {
        return objects.stream()
                .filter(object -> object.header().patient().is(dose.header().patient()))
                .map(object -> object.header().uid())
                .toList();
    }
}
