package org.spinecds.dose.geometry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.spinecds.dose.finding.DoseRange;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.setting.DoseSettings;

/** Measures an organ, or its part within a level, in a dose. */
public final class OrganDosimetry {

    private static final double CC = 1000;
    private static final double LARGER = 0.1 * CC;

    private final DoseField field;
    private final double move;
    private final DoseSettings settings;
    private final Runnable pause;

    /**
     * The measures of an organ. Doses are in Gy, of the whole plan.
     *
     * @param d003 D0.03cc
     * @param d01 D0.1cc
     * @param maximum the highest dose at a point
     * @param range D0.03cc of the moved organ and of the organ without end caps
     * @param changePerMm the largest change of D0.03cc per mm of a movement
     * @param volumeCc the volume
     * @param outsideCc the volume where the dose is not known
     * @param notes notes of the contours and of the numbers
     */
    public record Measures(
            double d003,
            double d01,
            double maximum,
            DoseRange range,
            double changePerMm,
            double volumeCc,
            double outsideCc,
            Set<Note> notes) {}

    /**
     * Prepares to measure.
     *
     * @param field the dose
     * @param move the movements of the organ, in voxels
     * @param pause is called often, and may throw where time is up
     */
    public OrganDosimetry(DoseField field, double move, DoseSettings settings, Runnable pause) {
        this.field = field;
        this.move = move;
        this.settings = settings;
        this.pause = pause;
    }

    /** Measures the whole organ. */
    public Measures of(OrganShape organ) throws DoseUnknown {
        return of(organ, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /**
     * Measures the part of an organ between two heights, in mm along the patient's axis.
     *
     * @throws DoseUnknown EMPTY_ORGAN where there is none, GRID_TOO_SMALL where hardly any of it is in the grid
     */
    public Measures of(OrganShape organ, double bottom, double top) throws DoseUnknown {
        OrganShape part = organ.between(bottom, top);
        if (part.isEmpty()) {
            throw new DoseUnknown(Reason.EMPTY_ORGAN, "The organ does not reach into this level");
        }
        DoseSampler sampler = sampler(part, organ);
        DoseSampler.Volume volume = sampler.volume(field);
        if (volume.all() == 0) {
            throw new DoseUnknown(Reason.EMPTY_ORGAN, "The organ is too small to be sampled");
        }
        double known = volume.all() - volume.outside();
        if (volume.outside() > 0 && known < Math.min(DoseSampler.SMALLER, volume.all() / 2)) {
            throw new DoseUnknown(Reason.GRID_TOO_SMALL, "Hardly any of the organ is within the grid");
        }
        DoseSampler.Hottest hottest = sampler.hottest(field);
        double maximum = Math.max(hottest.maximum(), sampler.highestAtNodes(field));
        double d003 = volume.all() < DoseSampler.SMALLER ? maximum : hottest.d003();
        double d01 = volume.all() < LARGER ? maximum : hottest.d01();

        Set<Note> notes = new HashSet<>(organ.flags());
        if (volume.all() < LARGER) {
            notes.add(Flag.SMALLER_THAN_VOLUME);
        }
        if (DoseSampler.step(part, settings.sampling()) > settings.sampling().coarseMm()) {
            notes.add(Flag.COARSE_SAMPLING);
        }
        if (volume.outside() > 0) {
            boolean low = volume.borderDose() < settings.checks().borderRatio() * maximum;
            notes.add(low ? Flag.PARTLY_OUTSIDE_GRID : Reason.GRID_TOO_SMALL);
        }
        double atEnds = sampler.highestInPlanes(field, organ.ends());
        if (atEnds > settings.checks().cutRatio() * d003) {
            notes.add(Reason.ORGAN_CUT);
        }
        return ranged(
                new Measures(
                        d003,
                        d01,
                        maximum,
                        new DoseRange(d003, d003),
                        0,
                        volume.all() / CC,
                        volume.outside() / CC,
                        Set.copyOf(notes)),
                sampler,
                organ.withoutEndCaps().between(bottom, top),
                organ);
    }

    private DoseSampler sampler(OrganShape part, OrganShape organ) {
        return new DoseSampler(part, settings.sampling(), organ.box(), pause);
    }

    private Measures ranged(Measures nominal, DoseSampler sampler, OrganShape withoutCaps, OrganShape organ) {
        Collection<Double> values = new ArrayList<>(List.of(nominal.d003()));
        double change = 0;
        for (Vector edge : field.voxel()) {
            for (double direction : new double[] {-move, move}) {
                Vector shift = edge.times(direction);
                DoseSampler.Hottest moved = sampler.hottest(new MovedField(field, shift));
                if (moved.maximum() >= 0) {
                    double value = nominal.volumeCc() * CC < DoseSampler.SMALLER ? moved.maximum() : moved.d003();
                    values.add(value);
                    change = Math.max(change, Math.abs(value - nominal.d003()) / shift.length());
                }
            }
        }
        if (!withoutCaps.isEmpty()) {
            DoseSampler uncapped = sampler(withoutCaps, organ);
            DoseSampler.Hottest hottest = uncapped.hottest(field);
            if (hottest.maximum() >= 0) {
                boolean small = uncapped.volume(field).all() < DoseSampler.SMALLER;
                values.add(small ? hottest.maximum() : hottest.d003());
            }
        }
        return new Measures(
                nominal.d003(),
                nominal.d01(),
                nominal.maximum(),
                new DoseRange(
                        values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                        values.stream().mapToDouble(Double::doubleValue).max().orElseThrow()),
                change,
                nominal.volumeCc(),
                nominal.outsideCc(),
                nominal.notes());
    }
}
