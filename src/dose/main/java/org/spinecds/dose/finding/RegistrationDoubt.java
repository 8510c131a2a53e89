package org.spinecds.dose.finding;

/** Why two doses are not added over a registration. */
public enum RegistrationDoubt {
    /** The registration moves and bends, or its matrix is no rotation. */
    NOT_RIGID,
    /** Several matrices, or several registrations that differ. */
    SEVERAL_MATRICES,
    /** The sacs meet in both directions, so that the direction is not known. */
    DIRECTION_UNKNOWN,
    /** The sacs do not meet in any direction. */
    SACS_APART
}
