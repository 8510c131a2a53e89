package org.spinecds.dose.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * The inside of an organ in one plane. Rings alternate between inside and outside: nested rings and exclusive ones are
 * holes. Rings that cross each other, and copies of a ring, count as their union.
 */
final class PlaneRegion {

    /** A ring with this part of its area within another one lies in it. Less is an overlap, which counts as a union. */
    private static final double NESTED = 0.99;

    private static final int LINES = 100;

    /** The error of an area that is measured along lines. */
    private static final double SAME_AREA = 0.02;

    /** How two rings lie to each other. */
    private enum Relation {
        APART,
        NESTED,
        UNITED
    }

    private final List<List<Ring>> clusters = new ArrayList<>();
    private final boolean overlap;
    private final boolean hole;
    private final boolean selfCrossing;
    private final double area;
    private final Box box;

    /**
     * Builds the region.
     *
     * @param rings at least one
     * @param sameRingRatio of nested rings with areas closer than this, the inner one is a copy
     * @param pause is called often, and may throw where time is up
     */
    PlaneRegion(List<Ring> rings, double sameRingRatio, Runnable pause) {
        boolean crossed = false;
        boolean nested = false;
        for (Ring ring : rings) {
            List<Ring> cluster = new ArrayList<>(List.of(ring));
            for (List<Ring> others : List.copyOf(clusters)) {
                boolean joins = false;
                pause.run();
                for (Ring other : others) {
                    Relation relation = relation(ring, other, sameRingRatio);
                    joins |= relation == Relation.UNITED;
                    nested |= relation == Relation.NESTED;
                }
                if (joins) {
                    crossed = true;
                    cluster.addAll(others);
                    clusters.remove(others);
                }
            }
            clusters.add(cluster);
        }
        overlap = crossed;
        hole = nested || rings.stream().anyMatch(Ring::hasKeyhole);
        selfCrossing = rings.stream().anyMatch(PlaneRegion::crossesItself);
        Box around = rings.get(0).box();
        for (Ring ring : rings) {
            around = union(around, ring.box());
        }
        box = around;
        area = area(box, this::borders);
    }

    /** Inside and outside alternate, so a ring that goes round a part twice has less inside than its path encloses. */
    private static boolean crossesItself(Ring ring) {
        double inside = area(ring.box(), y -> crossings(List.of(ring), y));
        return Math.abs(inside - ring.area()) > SAME_AREA * Math.max(inside, ring.area());
    }

    private static Relation relation(Ring ring, Ring other, double sameRingRatio) {
        if (!meet(ring.box(), other.box())) {
            return Relation.APART;
        }
        boolean first = ring.area() <= other.area();
        double share = sharedPart(first ? ring : other, first ? other : ring);
        if (share == 0) {
            return Relation.APART;
        }
        boolean copy = share >= NESTED
                && Math.min(ring.area(), other.area()) / Math.max(ring.area(), other.area()) > sameRingRatio;
        boolean exclusive = ring.isExclusive() || other.isExclusive();
        return copy || (share < NESTED && !exclusive) ? Relation.UNITED : Relation.NESTED;
    }

    /** Returns the part of the smaller ring's area that lies within the larger ring, measured along lines. */
    private static double sharedPart(Ring smaller, Ring larger) {
        double all = 0;
        double shared = 0;
        for (int line = 0; line < LINES; line++) {
            double y = smaller.box().y0() + (smaller.box().y1() - smaller.box().y0()) * (line + 0.4987) / LINES;
            double[] inner = crossings(List.of(smaller), y);
            double[] outer = crossings(List.of(larger), y);
            for (int at = 0; at + 1 < inner.length; at += 2) {
                all += inner[at + 1] - inner[at];
                for (int by = 0; by + 1 < outer.length; by += 2) {
                    shared += Math.max(0, Math.min(inner[at + 1], outer[by + 1]) - Math.max(inner[at], outer[by]));
                }
            }
        }
        return shared < 1e-9 * all ? 0 : shared / all;
    }

    private static boolean meet(Box one, Box other) {
        return one.x0() <= other.x1() && other.x0() <= one.x1() && one.y0() <= other.y1() && other.y0() <= one.y1();
    }

    private static Box union(Box one, Box other) {
        return new Box(
                Math.min(one.x0(), other.x0()),
                Math.min(one.y0(), other.y0()),
                0,
                Math.max(one.x1(), other.x1()),
                Math.max(one.y1(), other.y1()),
                0);
    }

    boolean hasOverlap() {
        return overlap;
    }

    boolean hasHole() {
        return hole;
    }

    Box box() {
        return box;
    }

    /** Tells whether a ring crosses itself or goes round twice. */
    boolean hasRingThatCrossesItself() {
        return selfCrossing;
    }

    /** Returns the area of the inside in mm². */
    double area() {
        return area;
    }

    /** Measures an area along lines. */
    private static double area(Box box, DoubleFunction<double[]> bordersAt) {
        double area = 0;
        double height = (box.y1() - box.y0()) / LINES;
        for (int line = 0; line < LINES; line++) {
            double[] borders = bordersAt.apply(box.y0() + (line + 0.4987) * height);
            for (int at = 0; at + 1 < borders.length; at += 2) {
                area += (borders[at + 1] - borders[at]) * height;
            }
        }
        return area;
    }

    boolean contains(double x, double y) {
        boolean inside = false;
        for (List<Ring> cluster : clusters) {
            inside ^= cluster.stream().anyMatch(ring -> ring.contains(x, y));
        }
        return inside;
    }

    void points(DoseField.NodeVisitor visitor) {
        for (List<Ring> cluster : clusters) {
            for (Ring ring : cluster) {
                for (int point = 0; point < ring.size(); point++) {
                    visitor.see(ring.x(point), ring.y(point), 0);
                }
            }
        }
    }

    /** Returns the borders of the inside at a height, sorted: in, out, in, out. */
    double[] borders(double y) {
        double[] borders = new double[0];
        for (List<Ring> cluster : clusters) {
            double[] united = cluster.size() == 1 ? crossings(cluster, y) : united(cluster, y);
            if (united.length > 0) {
                int before = borders.length;
                borders = Arrays.copyOf(borders, before + united.length);
                System.arraycopy(united, 0, borders, before, united.length);
            }
        }
        Arrays.sort(borders);
        return borders;
    }

    private static double[] crossings(List<Ring> rings, double y) {
        double[] crossings = new double[8];
        int count = 0;
        for (Ring ring : rings) {
            for (int point = 0; point < ring.size(); point++) {
                if (ring.y(point) <= y != ring.y(point + 1) <= y) {
                    if (count == crossings.length) {
                        crossings = Arrays.copyOf(crossings, 2 * count);
                    }
                    crossings[count++] = ring.crossing(point, y);
                }
            }
        }
        double[] sorted = Arrays.copyOf(crossings, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] united(List<Ring> cluster, double y) {
        List<double[]> stretches = new ArrayList<>();
        for (Ring ring : cluster) {
            double[] crossings = crossings(List.of(ring), y);
            for (int at = 0; at + 1 < crossings.length; at += 2) {
                stretches.add(new double[] {crossings[at], crossings[at + 1]});
            }
        }
        stretches.sort((one, other) -> Double.compare(one[0], other[0]));
        List<Double> borders = new ArrayList<>();
        for (double[] stretch : stretches) {
            int last = borders.size() - 1;
            if (last > 0 && stretch[0] <= borders.get(last)) {
                borders.set(last, Math.max(borders.get(last), stretch[1]));
            } else {
                borders.add(stretch[0]);
                borders.add(stretch[1]);
            }
        }
        return borders.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
