package org.spinecds.dose.geometry;

import java.util.HashSet;
import java.util.Set;

/** A closed ring in an axial plane. */
final class Ring {

    private static final int MOST_EDGES = 50_000;

    private final double[] xs;
    private final double[] ys;

    /** The ring takes part in an exclusive or: CLOSEDPLANAR_XOR. */
    private final boolean exclusive;

    private final double area;
    private final Box box;

    Ring(double[] xs, double[] ys, boolean exclusive) {
        this.xs = xs;
        this.ys = ys;
        this.exclusive = exclusive;
        this.area = measuredArea();
        this.box = measuredBox();
    }

    int size() {
        return xs.length;
    }

    double x(int point) {
        return xs[point % xs.length];
    }

    double y(int point) {
        return ys[point % ys.length];
    }

    boolean isExclusive() {
        return exclusive;
    }

    /** Returns the area in mm²; parts that the ring goes round twice count twice. */
    double area() {
        return area;
    }

    Box box() {
        return box;
    }

    private double measuredArea() {
        double twice = 0;
        for (int point = 0; point < size(); point++) {
            twice += (x(point) - x(0)) * (y(point + 1) - y(0)) - (x(point + 1) - x(0)) * (y(point) - y(0));
        }
        return Math.abs(twice) / 2;
    }

    /**
     * Tells whether the ring has a keyhole: an edge that it goes along in both directions, to a hole and back. A ring of
     * very many points may have one: it is not searched, which would take memory.
     */
    boolean hasKeyhole() {
        if (size() > MOST_EDGES) {
            return true;
        }
        Set<Edge> edges = new HashSet<>();
        for (int point = 0; point < size(); point++) {
            edges.add(new Edge(x(point), y(point), x(point + 1), y(point + 1)));
        }
        return edges.stream().anyMatch(edge -> edge.hasLength() && edges.contains(edge.back()));
    }

    private record Edge(double x0, double y0, double x1, double y1) {

        boolean hasLength() {
            return x0 != x1 || y0 != y1;
        }

        Edge back() {
            return new Edge(x1, y1, x0, y0);
        }
    }

    private Box measuredBox() {
        double x0 = xs[0];
        double y0 = ys[0];
        double x1 = x0;
        double y1 = y0;
        for (int point = 1; point < size(); point++) {
            x0 = Math.min(x0, xs[point]);
            y0 = Math.min(y0, ys[point]);
            x1 = Math.max(x1, xs[point]);
            y1 = Math.max(y1, ys[point]);
        }
        return new Box(x0, y0, 0, x1, y1, 0);
    }

    /** Tells whether a point is inside, by the even-odd rule. */
    boolean contains(double x, double y) {
        boolean inside = false;
        for (int point = 0; point < size(); point++) {
            double y0 = y(point);
            double y1 = y(point + 1);
            if (y0 <= y != y1 <= y && x < crossing(point, y)) {
                inside = !inside;
            }
        }
        return inside;
    }

    /** Returns the x where the edge that begins at a point crosses a height. */
    double crossing(int point, double y) {
        double y0 = y(point);
        double share = (y - y0) / (y(point + 1) - y0);
        return x(point) + share * (x(point + 1) - x(point));
    }
}
