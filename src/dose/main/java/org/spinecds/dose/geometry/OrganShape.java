package org.spinecds.dose.geometry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.spinecds.dose.dicom.StructureSet.Contour;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.setting.DoseSettings;

/**
 * An organ: each plane of contours is a prism to the middle of the way to its neighbours, and the first and the last one
 * have end caps.
 */
public final class OrganShape {

    private static final int LONGEST_MM = 2_000;

    private final List<Slab> slabs;
    private final Set<Flag> flags;
    private final List<Double> ends;

    /** A plane and the ends of its prism. */
    record Slab(double plane, double bottom, double top, PlaneRegion region) {}

    private record Drawn(double z, Ring ring) {}

    private OrganShape(List<Slab> slabs, Set<Flag> flags, List<Double> ends) {
        this.ends = List.copyOf(ends);
        this.slabs = List.copyOf(slabs);
        this.flags = Set.copyOf(flags);
    }

    /**
     * Builds the organ from its contours.
     *
     * @param pause is called often, and may throw where time is up
     * @throws DoseUnknown EMPTY_ORGAN, NOT_CLOSED, OBLIQUE or GAP
     */
    public static OrganShape of(List<Contour> contours, DoseSettings settings, Runnable pause) throws DoseUnknown {
        List<Drawn> drawn = new ArrayList<>();
        for (Contour contour : contours) {
            drawn(contour, settings.checks().obliqueMm()).ifPresent(drawn::add);
        }
        drawn.removeIf(one -> one.ring().area() == 0);
        if (drawn.isEmpty()) {
            throw new DoseUnknown(Reason.EMPTY_ORGAN, "The organ has no contours");
        }
        drawn.sort(Comparator.comparingDouble(Drawn::z));
        return stacked(planes(drawn, settings.checks().planeMm()), settings, pause);
    }

    private static java.util.Optional<Drawn> drawn(Contour contour, double obliqueMm) throws DoseUnknown {
        boolean exclusive = contour.type().equals("CLOSEDPLANAR_XOR");
        if (!exclusive && !contour.type().equals("CLOSED_PLANAR")) {
            throw new DoseUnknown(Reason.NOT_CLOSED, "A contour of the organ is of the type " + contour.type());
        }
        int size = contour.size();
        if (size < 3) {
            return java.util.Optional.empty();
        }
        double[] xs = new double[size];
        double[] ys = new double[size];
        double lowest = contour.z(0);
        double highest = contour.z(0);
        for (int point = 0; point < size; point++) {
            xs[point] = contour.x(point);
            ys[point] = contour.y(point);
            lowest = Math.min(lowest, contour.z(point));
            highest = Math.max(highest, contour.z(point));
        }
        if (highest - lowest > obliqueMm) {
            throw new DoseUnknown(Reason.OBLIQUE, "A contour of the organ does not lie in one axial plane");
        }
        return java.util.Optional.of(new Drawn((lowest + highest) / 2, new Ring(xs, ys, exclusive)));
    }

    private static List<List<Drawn>> planes(List<Drawn> sorted, double planeMm) {
        List<List<Drawn>> planes = new ArrayList<>();
        for (Drawn one : sorted) {
            if (planes.isEmpty()
                    || one.z() - planes.get(planes.size() - 1).get(0).z() > planeMm) {
                planes.add(new ArrayList<>());
            }
            planes.get(planes.size() - 1).add(one);
        }
        return planes;
    }

    private static OrganShape stacked(List<List<Drawn>> planes, DoseSettings settings, Runnable pause)
            throws DoseUnknown {
        double spacing = spacing(planes);
        double endCapMm = settings.sampling().endCapMm();
        double cap = planes.size() == 1 ? endCapMm : Math.min(spacing / 2, endCapMm);
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        if (planes.size() == 1) {
            flags.add(Flag.SINGLE_PLANE);
        }
        List<Slab> slabs = new ArrayList<>();
        for (int at = 0; at < planes.size(); at++) {
            double z = z(planes, at);
            double distance = at == 0 ? 0 : z - z(planes, at - 1);
            if (distance > settings.checks().gapRatio() * spacing) {
                throw new DoseUnknown(Reason.GAP, "A plane of the organ is missing");
            }
            if (at > 0 && distance < settings.checks().nearRatio() * spacing) {
                flags.add(Flag.PLANES_NEAR);
            }
            if (distance > settings.checks().farthestPlanesMm()) {
                throw new DoseUnknown(Reason.GAP, "The planes of the organ are too far apart");
            }
            PlaneRegion region = new PlaneRegion(
                    planes.get(at).stream().map(Drawn::ring).toList(),
                    settings.checks().sameRingRatio(),
                    pause);
            if (region.hasOverlap()) {
                flags.add(Flag.RINGS_OVERLAP);
            }
            if (region.hasRingThatCrossesItself()) {
                flags.add(Flag.RING_CROSSES_ITSELF);
            }
            if (region.hasHole()) {
                flags.add(Flag.HOLE);
            }
            double bottom = at == 0 ? z - cap : (z(planes, at - 1) + z) / 2;
            double top = at == planes.size() - 1 ? z + cap : (z + z(planes, at + 1)) / 2;
            slabs.add(new Slab(z, bottom, top, region));
        }
        checkNoPlaneIsEmpty(slabs, settings.checks().emptyRatio());
        OrganShape shape =
                new OrganShape(slabs, flags, ends(slabs, settings.checks().emptyRatio()));
        Box box = shape.box();
        if (box.x1() - box.x0() > LONGEST_MM || box.y1() - box.y0() > LONGEST_MM || box.z1() - box.z0() > LONGEST_MM) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The organ is longer than 2 m");
        }
        return shape;
    }

    /** A plane with next to nothing inside, between planes of the organ: its ring is missing, or goes round twice. */
    private static void checkNoPlaneIsEmpty(List<Slab> slabs, double emptyRatio) throws DoseUnknown {
        double[] areas =
                slabs.stream().mapToDouble(slab -> slab.region().area()).toArray();
        double[] largestAbove = new double[areas.length + 1];
        for (int at = areas.length - 1; at >= 0; at--) {
            largestAbove[at] = Math.max(areas[at], largestAbove[at + 1]);
        }
        double largestBelow = 0;
        for (int at = 0; at < areas.length; at++) {
            if (areas[at] < emptyRatio * Math.min(largestBelow, largestAbove[at + 1])) {
                throw new DoseUnknown(Reason.GAP, "A plane of the organ has next to no area");
            }
            largestBelow = Math.max(largestBelow, areas[at]);
        }
    }

    /** Returns the lowest and the highest plane in mm. Dots beyond the organ are not its end. */
    private static List<Double> ends(List<Slab> slabs, double emptyRatio) {
        double largest =
                slabs.stream().mapToDouble(slab -> slab.region().area()).max().orElse(0);
        List<Double> wide = slabs.stream()
                .filter(slab -> slab.region().area() >= emptyRatio * largest)
                .map(Slab::plane)
                .toList();
        return List.of(wide.get(0), wide.get(wide.size() - 1));
    }

    private static double z(List<List<Drawn>> planes, int at) {
        return planes.get(at).get(0).z();
    }

    /** Returns the usual distance of planes: the lower median. */
    private static double spacing(List<List<Drawn>> planes) {
        double[] distances = new double[planes.size() - 1];
        for (int at = 0; at < distances.length; at++) {
            distances[at] = z(planes, at + 1) - z(planes, at);
        }
        java.util.Arrays.sort(distances);
        return distances.length == 0 ? 0 : distances[(distances.length - 1) / 2];
    }

    /** Returns the notes on its contours. */
    public Set<Flag> flags() {
        return flags;
    }

    List<Slab> slabs() {
        return slabs;
    }

    /** Returns the lowest plane, in mm along the patient's axis. */
    public double firstPlane() {
        return slabs.get(0).plane();
    }

    /** Returns the highest plane, in mm along the patient's axis. */
    public double lastPlane() {
        return slabs.get(slabs.size() - 1).plane();
    }

    /** Returns the planes where the organ ends, in mm along the patient's axis. */
    List<Double> ends() {
        return ends;
    }

    /** Returns the box around the organ. */
    Box box() {
        Box box = slabs.get(0).region().box();
        double x0 = box.x0();
        double y0 = box.y0();
        double x1 = box.x1();
        double y1 = box.y1();
        for (Slab slab : slabs) {
            x0 = Math.min(x0, slab.region().box().x0());
            y0 = Math.min(y0, slab.region().box().y0());
            x1 = Math.max(x1, slab.region().box().x1());
            y1 = Math.max(y1, slab.region().box().y1());
        }
        return new Box(
                x0,
                y0,
                slabs.get(0).bottom(),
                x1,
                y1,
                slabs.get(slabs.size() - 1).top());
    }

    /** Tells whether a point is inside. */
    boolean contains(double x, double y, double z) {
        for (Slab slab : slabs) {
            if (z >= slab.bottom() && z <= slab.top() && slab.region().contains(x, y)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the organ without the parts beyond its first and last plane; an organ of one plane stays as it is. */
    OrganShape withoutEndCaps() {
        return slabs.size() == 1 ? this : between(firstPlane(), lastPlane());
    }

    /** Returns the part of the organ between two heights; it may be empty. */
    OrganShape between(double bottom, double top) {
        return new OrganShape(
                slabs.stream()
                        .filter(slab -> slab.top() > bottom && slab.bottom() < top)
                        .map(slab -> new Slab(
                                slab.plane(),
                                Math.max(bottom, slab.bottom()),
                                Math.min(top, slab.top()),
                                slab.region()))
                        .toList(),
                flags,
                ends);
    }

    /** Returns the middle of each plane, from the lowest to the highest. */
    public List<Vector> axis() {
        return slabs.stream()
                .map(slab -> {
                    Box box = slab.region().box();
                    return new Vector((box.x0() + box.x1()) / 2, (box.y0() + box.y1()) / 2, slab.plane());
                })
                .toList();
    }

    /** Tells whether nothing of the organ is left. */
    boolean isEmpty() {
        return slabs.isEmpty();
    }
}
