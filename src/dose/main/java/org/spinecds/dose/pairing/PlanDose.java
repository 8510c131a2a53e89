package org.spinecds.dose.pairing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.ObjectUnreadable;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.geometry.DoseGrid;
import org.spinecds.dose.setting.DoseSettings.Checks;

/**
 * The dose of a whole plan: the only PLAN dose, the FRACTION dose of the only group, or the sum of all beams.
 *
 * @param grid the dose
 * @param notes notes on its kind and its height
 */
public record PlanDose(DoseGrid grid, Set<Note> notes) {

    /** Rounding of values in files. */
    private static final double PARTS_ROUNDING = 1.001;

    /** The widest step of the values over their maximum. */
    private static final double STEPS_RATIO = 0.01;

    /**
     * Finds the dose of a plan among its doses, and checks its values.
     *
     * @param doses the doses of the plan that are sound by themselves, at least one
     */
    public static PlanDose of(List<DoseObject> doses, Plan plan, Checks checks) throws DoseUnknown {
        Set<Note> notes = new HashSet<>();
        DoseGrid grid = whole(doses, plan, notes);
        if (grid.coarsestSpacing() > checks.refusedSpacingMm() + 1e-6) {
            throw new DoseUnknown(Reason.GRID_TOO_COARSE, "The voxels are wider than " + checks.refusedSpacingMm());
        }
        if (grid.coarsestSpacing() > checks.flaggedSpacingMm() + 1e-6) {
            notes.add(Reason.GRID_TOO_COARSE);
        }
        double maximum = grid.maximum();
        if (grid.step() > STEPS_RATIO * maximum && maximum > 0) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The steps of the values are too coarse");
        }
        checkHeight(maximum, plan, checks, notes);
        return new PlanDose(grid, Set.copyOf(notes));
    }

    private static DoseGrid whole(List<DoseObject> doses, Plan plan, Set<Note> notes) throws DoseUnknown {
        List<DoseObject> whole = of("PLAN", doses);
        if (!whole.isEmpty()) {
            checkBeams(whole, plan);
            DoseGrid grid = only(whole);
            checkParts(doses, grid);
            return grid;
        }
        List<DoseObject> fraction = of("FRACTION", doses);
        if (!fraction.isEmpty()) {
            if (plan.groups() != 1 || plan.prescriptionGy() == null) {
                throw new DoseUnknown(
                        Reason.NOT_A_PLAN_DOSE, "A dose of a fraction group, without the prescription to check it by");
            }
            checkBeams(fraction, plan);
            notes.add(Flag.FRACTION_DOSE);
            DoseGrid grid = only(fraction);
            checkParts(doses, grid);
            return grid;
        }
        notes.add(Flag.SUM_OF_BEAMS);
        return sum(doses, plan);
    }

    private static List<DoseObject> of(String summation, List<DoseObject> doses) {
        return doses.stream().filter(dose -> dose.summation().equals(summation)).toList();
    }

    /** A dose that names beams is that of the plan only where it names all of them. */
    private static void checkBeams(List<DoseObject> doses, Plan plan) throws DoseUnknown {
        for (DoseObject dose : doses) {
            if (!dose.beams().isEmpty()
                    && !dose.beams().containsAll(plan.beams().keySet())) {
                throw new DoseUnknown(Reason.NOT_A_PLAN_DOSE, "The dose names some of the beams of the plan only");
            }
        }
    }

    /** No part of a plan has more dose than the plan. */
    private static void checkParts(List<DoseObject> doses, DoseGrid whole) throws DoseUnknown {
        double highest = PARTS_ROUNDING * whole.maximum();
        for (DoseObject dose : doses) {
            if (!dose.summation().equals("PLAN") && grid(dose).maximum() > highest) {
                throw new DoseUnknown(Reason.SEVERAL_DOSES, "A part of the plan has more dose than the plan");
            }
        }
    }

    private static DoseGrid only(List<DoseObject> doses) throws DoseUnknown {
        DoseGrid first = grid(doses.get(0));
        for (DoseObject dose : doses.subList(1, doses.size())) {
            if (!dose.frame().equals(doses.get(0).frame()) || !grid(dose).isSameDoseAs(first)) {
                throw new DoseUnknown(Reason.SEVERAL_DOSES, "There are several doses of this plan, and they differ");
            }
        }
        return first;
    }

    private static DoseGrid sum(List<DoseObject> doses, Plan plan) throws DoseUnknown {
        Set<Integer> beams = new HashSet<>();
        List<DoseGrid> grids = new ArrayList<>();
        for (DoseObject dose : doses) {
            if (dose.beams().size() != 1
                    || !dose.frame().equals(doses.get(0).frame())
                    || !beams.add(dose.beams().get(0))) {
                throw new DoseUnknown(Reason.NOT_A_PLAN_DOSE, "Doses of beams, and not one for each beam");
            }
            grids.add(grid(dose));
        }
        if (plan.beams().isEmpty() || !beams.equals(plan.beams().keySet())) {
            throw new DoseUnknown(Reason.NOT_A_PLAN_DOSE, "Doses of beams, and not of all beams of the plan");
        }
        Optional<DoseGrid> sum = DoseGrid.sum(grids);
        return sum.orElseThrow(
                () -> new DoseUnknown(Reason.NOT_A_PLAN_DOSE, "The doses of the beams are on different grids"));
    }

    private static DoseGrid grid(DoseObject dose) throws DoseUnknown {
        try {
            return DoseGrid.of(dose.pixels());
        } catch (ObjectUnreadable damaged) {
            throw new DoseUnknown(Reason.UNREADABLE, damaged.getMessage());
        }
    }

    private static void checkHeight(double maximum, Plan plan, Checks checks, Set<Note> notes) throws DoseUnknown {
        if (!(maximum > 0)) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The dose is zero everywhere");
        }
        if (maximum > checks.maximumGy()) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The highest dose is over " + checks.maximumGy() + " Gy");
        }
        Double prescription = plan.prescriptionGy();
        if (prescription == null) {
            notes.add(Flag.PRESCRIPTION_UNKNOWN);
            return;
        }
        Integer fractions = plan.fractions();
        if (isPlausible(maximum, prescription, checks)) {
            return;
        }
        if (fractions != null && fractions > 1 && isPlausible(maximum, prescription / fractions, checks)) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The dose is that of one fraction");
        }
        throw new DoseUnknown(Reason.IMPLAUSIBLE, "The highest dose does not fit the prescription");
    }

    private static boolean isPlausible(double maximum, double prescription, Checks checks) {
        return maximum >= checks.lowestMaximum() * prescription && maximum <= checks.highestMaximum() * prescription;
    }
}
