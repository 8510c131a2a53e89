package org.spinecds.dose.finding;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The dose of an organ, or of its part within a vertebral level. Dose and fractions belong together: both are those that
 * were delivered, as far as it is known.
 *
 * @param d003ccGy the lowest dose within the hottest 0.03 cc, physical, in Gy
 * @param d01ccGy the same for 0.1 cc
 * @param dmaxGy the highest dose at a point
 * @param range D0.03cc with the organ moved, and without end caps
 * @param changePerMm the largest change of D0.03cc when the organ is moved, in Gy per mm
 * @param volumeCc the volume
 * @param volumeOutsideGridCc the part of the volume where the dose is not known
 * @param fractions the fractions in which this dose was delivered
 * @param eqd2Gy D0.03cc in fractions of 2 Gy, or null without an alpha/beta
 * @param lowerBound the true dose may be higher than all these numbers
 * @param upperBound the true dose may be lower than all these numbers
 * @param flags notes in the order of their codes
 */
public record DoseNumbers(
        double d003ccGy,
        double d01ccGy,
        double dmaxGy,
        DoseRange range,
        double changePerMm,
        double volumeCc,
        double volumeOutsideGridCc,
        int fractions,
        @Nullable Double eqd2Gy,
        boolean lowerBound,
        boolean upperBound,
        List<Note> flags)
        implements Finding {

    public DoseNumbers {
        TreeSet<Note> sorted = new TreeSet<>(Comparator.comparing(Note::name));
        sorted.addAll(flags);
        flags = List.copyOf(sorted);
    }
}
