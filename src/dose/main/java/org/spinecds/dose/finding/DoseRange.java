package org.spinecds.dose.finding;

/**
 * The values that D0.03cc takes, in Gy, when the organ is moved by half a voxel and when its end caps are left out.
 *
 * @param lo the lowest value
 * @param hi the highest value
 */
public record DoseRange(double lo, double hi) {

    public DoseRange {
        if (!(lo <= hi)) {
            throw new IllegalArgumentException("The range ends before it begins");
        }
    }

    /** Returns this range for a share of the dose. */
    DoseRange times(double share) {
        return new DoseRange(lo * share, hi * share);
    }
}
