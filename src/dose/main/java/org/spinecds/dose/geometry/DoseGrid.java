package org.spinecds.dose.geometry;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.spinecds.dose.dicom.DoseObject.Pixels;
import org.spinecds.dose.dicom.ObjectUnreadable;
import org.spinecds.dose.finding.DoseUnknown;
import org.spinecds.dose.finding.Reason;

/**
 * A dose grid in the space of the patient (PS3.3, C.7.6.2 and C.8.8.3). The dose between voxel centres is trilinear. It is
 * known within the outermost voxel centres. The values stay in the mapped file.
 */
public final class DoseGrid implements DoseField {

    /** Rounding of coordinates in files, in mm. */
    private static final double ROUNDING_MM = 0.01;

    private static final double ORTHONORMAL = 1e-3;

    private final Vector origin;
    private final Vector alongRow;
    private final Vector alongColumn;
    private final Vector normal;
    private final double columnSpacing;
    private final double rowSpacing;
    private final double[] planes;
    private final int columns;
    private final int rows;
    private final List<Layer> layers;

    /** Values that are added: one for the dose of a plan, one for each beam. */
    private record Layer(ByteBuffer values, int bytes, double scaling) {

        double at(int voxel) {
            return scaling
                    * (bytes == 2 ? values.getShort(2 * voxel) & 0xFFFF : values.getInt(4 * voxel) & 0xFFFFFFFFL);
        }
    }

    private DoseGrid(DoseGrid geometry, List<Layer> layers) {
        this.origin = geometry.origin;
        this.alongRow = geometry.alongRow;
        this.alongColumn = geometry.alongColumn;
        this.normal = geometry.normal;
        this.columnSpacing = geometry.columnSpacing;
        this.rowSpacing = geometry.rowSpacing;
        this.planes = geometry.planes;
        this.columns = geometry.columns;
        this.rows = geometry.rows;
        this.layers = layers;
    }

    private DoseGrid(Pixels pixels, Vector alongRow, Vector alongColumn, double[] planes) {
        this.origin = vector(pixels.position(), 0);
        this.alongRow = alongRow;
        this.alongColumn = alongColumn;
        this.normal = alongRow.cross(alongColumn);
        this.rowSpacing = pixels.spacing().get(0);
        this.columnSpacing = pixels.spacing().get(1);
        this.planes = planes;
        this.columns = pixels.columns();
        this.rows = pixels.rows();
        this.layers = List.of(new Layer(pixels.values(), pixels.bytes(), pixels.scaling()));
    }

    /**
     * Builds the grid.
     *
     * @throws ObjectUnreadable where its geometry makes no sense
     * @throws DoseUnknown where its values are implausible
     */
    public static DoseGrid of(Pixels pixels) throws ObjectUnreadable, DoseUnknown {
        Vector alongRow = vector(pixels.orientation(), 0);
        Vector alongColumn = vector(pixels.orientation(), 3);
        if (Math.abs(alongRow.length() - 1) > ORTHONORMAL
                || Math.abs(alongColumn.length() - 1) > ORTHONORMAL
                || Math.abs(alongRow.dot(alongColumn)) > ORTHONORMAL) {
            throw new ObjectUnreadable("Damaged: the directions of the grid are not perpendicular");
        }
        if (!(pixels.spacing().get(0) > 0) || !(pixels.spacing().get(1) > 0)) {
            throw new ObjectUnreadable("Damaged: the spacing of the grid is not positive");
        }
        long voxels = (long) pixels.columns() * pixels.rows() * pixels.frames();
        if (pixels.columns() < 2 || pixels.rows() < 2 || pixels.frames() < 2) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The grid has too few pixels: it is no volume");
        }
        if (voxels * pixels.bytes() > pixels.values().limit()) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The grid has too few pixels");
        }
        if (voxels * pixels.bytes() + voxels * pixels.bytes() % 2
                < pixels.values().limit()) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The grid has more pixels than its size says");
        }
        if (!Double.isFinite(pixels.scaling()) || pixels.scaling() <= 0) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "The scaling of the dose is zero, negative or no number");
        }
        DoseGrid grid = new DoseGrid(pixels, alongRow, alongColumn, planes(pixels, alongRow.cross(alongColumn)));
        if (pixels.signed() && grid.hasNegative(pixels.bytes(), (int) voxels)) {
            throw new DoseUnknown(Reason.IMPLAUSIBLE, "A dose is negative");
        }
        return grid;
    }

    /**
     * Returns the distances of the planes from the first one, along the normal. Offsets that begin with zero are relative;
     * others are positions along the patient's axis and begin with the position of the grid.
     */
    private static double[] planes(Pixels pixels, Vector normal) throws ObjectUnreadable {
        List<Double> offsets = pixels.offsets();
        double first = offsets.get(0);
        double sign = 1;
        if (first != 0) {
            if (Math.abs(Math.abs(normal.z()) - 1) > ORTHONORMAL
                    || Math.abs(first - pixels.position().get(2)) > ROUNDING_MM) {
                throw new ObjectUnreadable("Damaged: the planes begin neither at zero nor at the position of the grid");
            }
            sign = Math.signum(normal.z());
        }
        double[] planes = new double[offsets.size()];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] = sign * (offsets.get(plane) - first);
            if (!Double.isFinite(planes[plane])
                    || (plane > 1 && Math.signum(planes[plane] - planes[plane - 1]) != Math.signum(planes[1]))
                    || (plane == 1 && planes[1] == 0)) {
                throw new ObjectUnreadable("Damaged: the planes of the grid are not in order");
            }
        }
        return planes;
    }

    private static Vector vector(List<Double> values, int from) {
        return new Vector(values.get(from), values.get(from + 1), values.get(from + 2));
    }

    private boolean hasNegative(int bytes, int voxels) {
        ByteBuffer values = layers.get(0).values();
        for (int voxel = 0; voxel < voxels; voxel++) {
            if ((bytes == 2 ? values.getShort(2 * voxel) : values.getInt(4 * voxel)) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the sum of doses on one grid; nothing where the grids differ. */
    public static java.util.Optional<DoseGrid> sum(List<DoseGrid> grids) {
        DoseGrid first = grids.get(0);
        List<Layer> layers = new ArrayList<>();
        for (DoseGrid grid : grids) {
            if (!first.hasGeometryOf(grid)) {
                return java.util.Optional.empty();
            }
            layers.addAll(grid.layers);
        }
        return java.util.Optional.of(new DoseGrid(first, List.copyOf(layers)));
    }

    private boolean hasGeometryOf(DoseGrid other) {
        return columns == other.columns
                && rows == other.rows
                && planes.length == other.planes.length
                && node(0, 0, 0).minus(other.node(0, 0, 0)).length() < ROUNDING_MM
                && node(columns - 1, 0, 0).minus(other.node(columns - 1, 0, 0)).length() < ROUNDING_MM
                && node(0, rows - 1, 0).minus(other.node(0, rows - 1, 0)).length() < ROUNDING_MM
                && samePlanes(other.planes);
    }

    private boolean samePlanes(double[] others) {
        for (int plane = 0; plane < planes.length; plane++) {
            if (Math.abs(planes[plane] - others[plane]) > ROUNDING_MM) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether both are one dose, in whichever encoding and orientation: the same place and the same values. */
    public boolean isSameDoseAs(DoseGrid other) {
        double tolerance = 1e-4 * maximum();
        return has(other, tolerance) && other.has(this, tolerance);
    }

    private boolean has(DoseGrid other, double tolerance) {
        if (hasGeometryOf(other)) {
            for (int voxel = 0; voxel < columns * rows * planes.length; voxel++) {
                if (Math.abs(value(voxel) - other.value(voxel)) > tolerance) {
                    return false;
                }
            }
            return true;
        }
        for (int plane = 0; plane < planes.length; plane++) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    Vector node = node(column, row, plane);
                    if (!other.covers(node.x(), node.y(), node.z())
                            || Math.abs(other.at(node.x(), node.y(), node.z()) - value(column, row, plane))
                                    > tolerance) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Returns the highest dose of the grid, in Gy. */
    public double maximum() {
        double highest = 0;
        int voxels = columns * rows * planes.length;
        for (int voxel = 0; voxel < voxels; voxel++) {
            highest = Math.max(highest, value(voxel));
        }
        return highest;
    }

    /** Returns the step of the values, in Gy; those of added doses add up. */
    public double step() {
        return layers.stream().mapToDouble(Layer::scaling).sum();
    }

    /** Returns the longest edge of a voxel, in mm. */
    public double coarsestSpacing() {
        double coarsest = Math.max(rowSpacing, columnSpacing);
        for (int plane = 1; plane < planes.length; plane++) {
            coarsest = Math.max(coarsest, Math.abs(planes[plane] - planes[plane - 1]));
        }
        return coarsest;
    }

    @Override
    public List<Vector> voxel() {
        double planeSpacing = Math.abs(planes[planes.length - 1]) / (planes.length - 1);
        return List.of(alongRow.times(columnSpacing), alongColumn.times(rowSpacing), normal.times(planeSpacing));
    }

    private Vector node(int column, int row, int plane) {
        return origin.plus(alongRow.times(column * columnSpacing))
                .plus(alongColumn.times(row * rowSpacing))
                .plus(normal.times(planes[plane]));
    }

    private double value(int column, int row, int plane) {
        return value((plane * rows + row) * columns + column);
    }

    private double value(int voxel) {
        double sum = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
            sum += layers.get(layer).at(voxel);
        }
        return sum;
    }

    private double column(double x, double y, double z) {
        return ((x - origin.x()) * alongRow.x() + (y - origin.y()) * alongRow.y() + (z - origin.z()) * alongRow.z())
                / columnSpacing;
    }

    private double row(double x, double y, double z) {
        return ((x - origin.x()) * alongColumn.x()
                        + (y - origin.y()) * alongColumn.y()
                        + (z - origin.z()) * alongColumn.z())
                / rowSpacing;
    }

    private double height(double x, double y, double z) {
        return (x - origin.x()) * normal.x() + (y - origin.y()) * normal.y() + (z - origin.z()) * normal.z();
    }

    /** Returns the place between planes as an index with its fraction, beyond the ends too. */
    private double plane(double height) {
        int last = planes.length - 1;
        boolean rising = planes[1] > 0;
        int low = 0;
        int high = last;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (rising == planes[middle] <= height) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low + (height - planes[low]) / (planes[low + 1] - planes[low]);
    }

    @Override
    public double at(double x, double y, double z) {
        double column = clamp(column(x, y, z), columns);
        double row = clamp(row(x, y, z), rows);
        double plane = clamp(plane(height(x, y, z)), planes.length);
        int c = Math.min((int) column, columns - 2);
        int r = Math.min((int) row, rows - 2);
        int p = Math.min((int) plane, planes.length - 2);
        double u = column - c;
        double v = row - r;
        double w = plane - p;
        int first = (p * rows + r) * columns + c;
        int above = first + rows * columns;
        double lower = (1 - v) * ((1 - u) * value(first) + u * value(first + 1))
                + v * ((1 - u) * value(first + columns) + u * value(first + columns + 1));
        double upper = (1 - v) * ((1 - u) * value(above) + u * value(above + 1))
                + v * ((1 - u) * value(above + columns) + u * value(above + columns + 1));
        return (1 - w) * lower + w * upper;
    }

    private static double clamp(double index, int count) {
        return Math.max(0, Math.min(count - 1.0, index));
    }

    @Override
    public boolean covers(double x, double y, double z) {
        return within(column(x, y, z), columns, columnSpacing)
                && within(row(x, y, z), rows, rowSpacing)
                && within(plane(height(x, y, z)), planes.length, Math.abs(planes[1]));
    }

    private static boolean within(double index, int count, double spacing) {
        double rounding = ROUNDING_MM / spacing;
        return index >= -rounding && index <= count - 1 + rounding;
    }

    @Override
    public boolean coversAll(Box box) {
        for (int corner = 0; corner < 8; corner++) {
            if (!covers(
                    (corner & 1) == 0 ? box.x0() : box.x1(),
                    (corner & 2) == 0 ? box.y0() : box.y1(),
                    (corner & 4) == 0 ? box.z0() : box.z1())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public double highest(Box box) {
        return extreme(box, true);
    }

    @Override
    public double lowest(Box box) {
        return extreme(box, false);
    }

    /** Trilinear dose has its extremes at the nodes: those of all voxels that the box touches bound it. */
    private double extreme(Box box, boolean highest) {
        Indices indices = indices(box);
        double extreme = highest ? 0 : Double.MAX_VALUE;
        for (int plane = indices.plane0; plane <= indices.plane1; plane++) {
            for (int row = indices.row0; row <= indices.row1; row++) {
                for (int column = indices.column0; column <= indices.column1; column++) {
                    double value = value(column, row, plane);
                    extreme = highest ? Math.max(extreme, value) : Math.min(extreme, value);
                }
            }
        }
        return extreme;
    }

    /** The voxels around a box, cut at the ends of the grid. */
    private record Indices(int column0, int column1, int row0, int row1, int plane0, int plane1) {}

    private Indices indices(Box box) {
        double x = (box.x0() + box.x1()) / 2;
        double y = (box.y0() + box.y1()) / 2;
        double z = (box.z0() + box.z1()) / 2;
        Vector half = new Vector(box.x1() - x, box.y1() - y, box.z1() - z);
        double columnReach = reach(alongRow, half) / columnSpacing;
        double rowReach = reach(alongColumn, half) / rowSpacing;
        double heightReach = reach(normal, half);
        double height = height(x, y, z);
        double oneEnd = plane(height - heightReach);
        double otherEnd = plane(height + heightReach);
        return new Indices(
                floor(column(x, y, z) - columnReach, columns),
                ceil(column(x, y, z) + columnReach, columns),
                floor(row(x, y, z) - rowReach, rows),
                ceil(row(x, y, z) + rowReach, rows),
                floor(Math.min(oneEnd, otherEnd), planes.length),
                ceil(Math.max(oneEnd, otherEnd), planes.length));
    }

    private static double reach(Vector direction, Vector half) {
        return Math.abs(direction.x()) * half.x()
                + Math.abs(direction.y()) * half.y()
                + Math.abs(direction.z()) * half.z();
    }

    private static int floor(double index, int count) {
        return (int) Math.floor(clamp(index, count));
    }

    private static int ceil(double index, int count) {
        return (int) Math.ceil(clamp(index, count));
    }

    @Override
    public void nodes(Box box, NodeVisitor visitor) {
        Indices indices = indices(box);
        for (int plane = indices.plane0; plane <= indices.plane1; plane++) {
            for (int row = indices.row0; row <= indices.row1; row++) {
                for (int column = indices.column0; column <= indices.column1; column++) {
                    Vector node = node(column, row, plane);
                    visitor.see(node.x(), node.y(), node.z());
                }
            }
        }
    }
}
