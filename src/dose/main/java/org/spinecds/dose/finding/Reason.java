package org.spinecds.dose.finding;

/** Why there is no number. Some reasons leave a bound instead, and are then a note of that number. */
public enum Reason implements Note {
    /** There is no RTDOSE. */
    NO_DOSE,
    /** There is no RTSTRUCT. */
    NO_STRUCTURE_SET,
    /** There is no RTPLAN. */
    NO_PLAN,
    /** A reference from dose to plan or from plan to structure set is missing or leads nowhere. */
    REFERENCES_MISSING,
    /** An object belongs to another patient, or to nobody. */
    OTHER_PATIENT,
    /** The dose is not in gray. */
    UNITS_RELATIVE,
    /** The dose is weighted by a biological effect. */
    DOSE_EFFECTIVE,
    /** The dose is a difference of doses. */
    DOSE_ERROR,
    /** Protons or ions. */
    ION_PLAN,
    /** The dose is not the dose of a whole plan. */
    NOT_A_PLAN_DOSE,
    /** Brachytherapy. */
    BRACHY,
    /** The plan has several fraction groups. */
    SEVERAL_GROUPS,
    /** Two doses of one plan differ. */
    SEVERAL_DOSES,
    /** Dose, plan and contours are not in one frame of reference. */
    FRAME_MISMATCH,
    /** No contour has a name of the list. */
    NO_ORGAN,
    /** Several contours have names of the same organ. */
    SEVERAL_ORGANS,
    /** Only the true cord is contoured: a lower bound. */
    ONLY_TRUE_CORD,
    /** The organ has no contours, or the level has none of it. */
    EMPTY_ORGAN,
    /** A contour of the organ is open or a point. */
    NOT_CLOSED,
    /** A contour of the organ does not lie in one axial plane. */
    OBLIQUE,
    /** A plane of the organ is missing. */
    GAP,
    /** The organ reaches out of the dose grid: a lower bound, or no number where hardly any of it is inside. */
    GRID_TOO_SMALL,
    /** The contour ends within the field: a lower bound. */
    ORGAN_CUT,
    /** The voxels are too wide: no number, or a note with a wider range. */
    GRID_TOO_COARSE,
    /** The values cannot be the dose of this plan. */
    IMPLAUSIBLE,
    /** The plan is not approved. */
    NOT_APPROVED,
    /** No fraction was delivered. */
    NOT_TREATED,
    /** The number of delivered fractions is not known: planned ones count, an upper bound, or there is no number. */
    DELIVERY_UNKNOWN,
    /** The object cannot be read. */
    UNREADABLE
}
