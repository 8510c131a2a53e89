package org.spinecds.dose.finding;

/** A fact that the reader of a number should know. It is no reason against the number; some make it a bound. */
public enum Flag implements Note {
    /** The dose is of the type FRACTION, of the only fraction group. */
    FRACTION_DOSE,
    /** The dose is the sum of all beams of the plan. */
    SUM_OF_BEAMS,
    /** The plan names no prescription: the dose may be that of one fraction, so it is a lower bound. */
    PRESCRIPTION_UNKNOWN,
    /** The structure set says that it is not approved. */
    STRUCTURES_NOT_APPROVED,
    /** A physicist named the plan or the structure set. */
    PAIRED_BY_HAND,
    /** Rings of a plane overlap without nesting; their union counts. */
    RINGS_OVERLAP,
    /** The organ has a hole, which a sac has not: a lower bound of the whole organ. */
    HOLE,
    /** A ring crosses itself or goes round twice, and loses the parts that it goes round twice: a lower bound. */
    RING_CROSSES_ITSELF,
    /** Two planes are so near that they may be the parts of one, each without the other: a lower bound. */
    PLANES_NEAR,
    /** The organ has one plane only; its height is assumed. */
    SINGLE_PLANE,
    /** The organ is too large for the usual step of the sampling. */
    COARSE_SAMPLING,
    /** Part of the organ is outside the grid, where the dose is low. */
    PARTLY_OUTSIDE_GRID,
    /** The organ or its part within the level is too small for the volume: its maximum stands for it. */
    SMALLER_THAN_VOLUME,
    /** Vertebral bodies are doubled, out of order, unlike in height, far apart or not numbered: there are no levels. */
    LEVELS_UNCLEAR,
    /** The numbers of the vertebral bodies rise towards the head, so their names are in doubt: a lower bound of a level. */
    LEVELS_UPSIDE_DOWN,
    /** A fraction was delivered in part and counts as a whole one: an upper bound. */
    FRACTION_INCOMPLETE,
    /** Treatment records are missing or unreadable; the missing ones count as delivered: an upper bound. */
    RECORDS_MISSING,
    /** The records hold fewer fractions than planned, and no other source says how many were delivered. */
    FEWER_THAN_PLANNED,
    /** The records and the given number of fractions differ; the larger counts. */
    FRACTIONS_DIFFER,
    /** The records hold more fractions than planned: an upper bound. */
    MORE_THAN_PLANNED,
    /** The plan lists no beams; the beams of the records stand for them. */
    BEAMS_NOT_LISTED,
    /** A dose or a plan that may have been delivered is not in this sum: a lower bound. */
    PARTS_MISSING
}
