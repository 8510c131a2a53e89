package org.spinecds.dose.geometry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Level;
import org.spinecds.dose.setting.DoseSettings.Checks;

/**
 * The zones of vertebral levels along the patient's axis.
 *
 * @param zones one zone for each body that has a neighbour; empty where bodies contradict each other
 * @param flags notes on the bodies
 */
public record VertebralLevels(List<Zone> zones, Set<Flag> flags) {

    /**
     * A contoured vertebral body.
     *
     * @param level its level
     * @param bottom its lowest plane in mm
     * @param top its highest plane in mm
     */
    public record Body(Level level, double bottom, double top) {

        private double height() {
            return top - bottom;
        }
    }

    /**
     * The zone of a level.
     *
     * @param level the level
     * @param bottom its lower end in mm
     * @param top its upper end in mm
     */
    public record Zone(Level level, double bottom, double top) {}

    /** Returns no zones, with a flag, where a body has a number that the usual spine has not. */
    public static VertebralLevels unclear() {
        return new VertebralLevels(List.of(), Set.of(Flag.LEVELS_UNCLEAR));
    }

    /** Lays out the zones: midway to the neighbours and a margin beyond. A body without a neighbour has no zone. */
    public static VertebralLevels of(List<Body> bodies, Checks checks) {
        List<Body> sorted =
                bodies.stream().sorted(Comparator.comparing(Body::level)).toList();
        if (sorted.size() < 2) {
            return new VertebralLevels(List.of(), Set.of());
        }
        boolean upsideDown = sorted.get(0).bottom() < sorted.get(1).bottom();
        if (!agree(sorted, upsideDown, checks)) {
            return unclear();
        }
        List<Body> rising = upsideDown
                ? sorted
                : sorted.stream()
                        .sorted(Comparator.comparing(Body::level).reversed())
                        .toList();
        List<Zone> zones = new ArrayList<>();
        for (int at = 0; at < rising.size(); at++) {
            Body body = rising.get(at);
            Double below = at > 0 && areNeighbours(rising.get(at - 1), body)
                    ? (body.bottom() - rising.get(at - 1).top()) / 2
                    : null;
            Double above = at + 1 < rising.size() && areNeighbours(body, rising.get(at + 1))
                    ? (rising.get(at + 1).bottom() - body.top()) / 2
                    : null;
            if (below != null || above != null) {
                double down = below != null ? below : orZero(above);
                double up = above != null ? above : orZero(below);
                zones.add(new Zone(
                        body.level(),
                        body.bottom() - down - checks.levelMarginMm(),
                        body.top() + up + checks.levelMarginMm()));
            }
        }
        return new VertebralLevels(
                List.copyOf(zones), upsideDown && !zones.isEmpty() ? Set.of(Flag.LEVELS_UPSIDE_DOWN) : Set.of());
    }

    private static double orZero(@org.jspecify.annotations.Nullable Double gap) {
        return gap == null ? 0 : gap;
    }

    private static boolean areNeighbours(Body one, Body other) {
        return one.level().isAbove(other.level()) || other.level().isAbove(one.level());
    }

    /** Between neighbours lies a disc. Room for a body means that one is missing or misnamed. */
    private static double distance(Body one, Body other) {
        return Math.max(one.bottom() - other.top(), other.bottom() - one.top());
    }

    private static boolean agree(List<Body> sorted, boolean upsideDown, Checks checks) {
        for (int at = 1; at < sorted.size(); at++) {
            Body upper = sorted.get(at - 1);
            Body lower = sorted.get(at);
            boolean inOrder = upsideDown ? upper.top() <= lower.bottom() : lower.top() <= upper.bottom();
            double shorter = Math.min(upper.height(), lower.height());
            double longer = Math.max(upper.height(), lower.height());
            if (!inOrder
                    || upper.level().equals(lower.level())
                    || shorter <= 0
                    || (areNeighbours(upper, lower) && longer > checks.heightRatio() * shorter)
                    || (areNeighbours(upper, lower) && distance(upper, lower) >= shorter)) {
                return false;
            }
        }
        return true;
    }
}
