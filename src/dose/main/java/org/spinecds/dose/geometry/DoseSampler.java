package org.spinecds.dose.geometry;

import java.util.Arrays;
import java.util.List;
import org.spinecds.dose.geometry.OrganShape.Slab;
import org.spinecds.dose.setting.DoseSettings.Sampling;

/**
 * The dose of the hottest part of an organ. The organ is laid out in cells of 1 mm. A bound of the dose in each cell comes
 * from the voxels around it. The cells are sampled finely from the hottest bound on, until no cell left can matter: a few
 * hundred cells in place of tens of thousands.
 */
final class DoseSampler {

    private static final double CC = 1000;
    static final double SMALLER = 0.03 * CC;
    private static final double LARGER = 0.1 * CC;
    private static final int CELL_BITS = 14;

    private final OrganShape shape;
    private final Sampling sampling;
    private final Runnable pause;
    private final double fine;
    private final double x0;
    private final double y0;
    private final SlabSamples[] slabs;

    /**
     * The dose of an organ, in Gy.
     *
     * @param d003 of the hottest 0.03 cc; the lowest dose of a smaller organ
     * @param d01 of the hottest 0.1 cc; the lowest dose of a smaller organ
     * @param maximum the highest dose of a sample; -1 where the dose is known nowhere in the organ
     */
    record Hottest(double d003, double d01, double maximum) {}

    /**
     * The volume of an organ in mm³.
     *
     * @param all the whole of it
     * @param outside the part where the dose is not known
     * @param borderDose the highest dose at the border of the grid, next to the part outside, in Gy
     */
    record Volume(double all, double outside, double borderDose) {}

    /** The samples of one prism: the columns inside, for each row; and the layers of its height. */
    private static final class SlabSamples {

        private final Slab slab;
        private final int firstRow;
        private final int[][] rows;
        private final int layers;

        SlabSamples(Slab slab, int firstRow, int[][] rows, int layers) {
            this.slab = slab;
            this.firstRow = firstRow;
            this.rows = rows;
            this.layers = layers;
        }

        double layerHeight() {
            return (slab.top() - slab.bottom()) / layers;
        }
    }

    /**
     * Lays out an organ.
     *
     * @param shape the organ or a part of it, not empty
     * @param anchor the organ; its corner anchors the samples, so that organ and dose may be shifted together
     * @param pause is called often, and may throw where time is up
     */
    DoseSampler(OrganShape shape, Sampling sampling, Box anchor, Runnable pause) {
        this.shape = shape;
        this.sampling = sampling;
        this.pause = pause;
        this.x0 = anchor.x0();
        this.y0 = anchor.y0();
        this.fine = step(shape, sampling) / sampling.fine();
        this.slabs = shape.slabs().stream().map(this::samples).toArray(SlabSamples[]::new);
    }

    /** Returns the edge of a cell in mm: the usual one, or doubled until the cells are few enough. */
    static double step(OrganShape shape, Sampling sampling) {
        double step = sampling.coarseMm();
        while (cells(shape, step) > sampling.cells()) {
            step *= 2;
        }
        return step;
    }

    private static double cells(OrganShape shape, double step) {
        double cells = 0;
        for (Slab slab : shape.slabs()) {
            Box box = slab.region().box();
            double rows = Math.ceil((box.y1() - box.y0()) / step) + 1;
            cells += rows
                    * (Math.ceil((box.x1() - box.x0()) / step) + 1)
                    * Math.ceil((slab.top() - slab.bottom()) / step);
        }
        return cells;
    }

    private SlabSamples samples(Slab slab) {
        pause.run();
        Box box = slab.region().box();
        int firstRow = (int) Math.floor((box.y0() - y0) / fine);
        int lastRow = (int) Math.floor((box.y1() - y0) / fine);
        int[][] rows = new int[lastRow - firstRow + 1][];
        for (int row = 0; row < rows.length; row++) {
            pause.run();
            double[] borders = slab.region().borders(y(firstRow + row));
            int[] columns = new int[borders.length];
            for (int at = 0; at < columns.length; at++) {
                columns[at] = (int) Math.ceil((borders[at] - x0) / fine - 0.5);
            }
            rows[row] = columns;
        }
        int layers = Math.max(1, (int) Math.ceil((slab.top() - slab.bottom()) / fine - 1e-9));
        return new SlabSamples(slab, firstRow, rows, layers);
    }

    private double x(int column) {
        return x0 + (column + 0.5) * fine;
    }

    private double y(int row) {
        return y0 + (row + 0.5) * fine;
    }

    /** A cell, by the first of its samples. */
    private record Cell(int slab, int layer, int row, int column) {}

    /** Sees all cells that hold samples. */
    @FunctionalInterface
    private interface CellVisitor {
        void see(Cell cell);
    }

    /** Sees the samples of a cell. */
    @FunctionalInterface
    private interface SampleVisitor {
        void see(double x, double y, double z, double volume);
    }

    private void cells(CellVisitor visitor) {
        int edge = sampling.fine();
        for (int slab = 0; slab < slabs.length; slab++) {
            pause.run();
            SlabSamples samples = slabs[slab];
            for (int row = 0; row < samples.rows.length; row += edge) {
                boolean[] seen = seen(samples, row);
                for (int column = 0; column < seen.length; column++) {
                    for (int layer = 0; seen[column] && layer < samples.layers; layer += edge) {
                        visitor.see(new Cell(slab, layer, row, column * edge));
                    }
                }
            }
        }
    }

    /** Tells for each cell of a row of cells whether it holds samples. */
    private boolean[] seen(SlabSamples samples, int firstRow) {
        int edge = sampling.fine();
        boolean[] seen = new boolean[0];
        for (int row = firstRow; row < Math.min(firstRow + edge, samples.rows.length); row++) {
            int[] columns = samples.rows[row];
            for (int at = 0; at + 1 < columns.length; at += 2) {
                if (columns[at] < columns[at + 1]) {
                    int last = (columns[at + 1] - 1) / edge;
                    if (last >= seen.length) {
                        seen = Arrays.copyOf(seen, last + 1);
                    }
                    Arrays.fill(seen, Math.max(0, columns[at]) / edge, last + 1, true);
                }
            }
        }
        return seen;
    }

    private void samples(Cell cell, SampleVisitor visitor) {
        int edge = sampling.fine();
        SlabSamples samples = slabs[cell.slab()];
        double height = samples.layerHeight();
        double volume = fine * fine * height;
        for (int r = cell.row(); r < Math.min(cell.row() + edge, samples.rows.length); r++) {
            double y = y(samples.firstRow + r);
            int[] columns = samples.rows[r];
            for (int at = 0; at + 1 < columns.length; at += 2) {
                int end = Math.min(columns[at + 1], cell.column() + edge);
                for (int c = Math.max(columns[at], cell.column()); c < end; c++) {
                    for (int l = cell.layer(); l < Math.min(cell.layer() + edge, samples.layers); l++) {
                        visitor.see(x(c), y, samples.slab.bottom() + (l + 0.5) * height, volume);
                    }
                }
            }
        }
    }

    private double volume(Cell cell) {
        int edge = sampling.fine();
        SlabSamples samples = slabs[cell.slab()];
        int count = 0;
        for (int r = cell.row(); r < Math.min(cell.row() + edge, samples.rows.length); r++) {
            int[] columns = samples.rows[r];
            for (int at = 0; at + 1 < columns.length; at += 2) {
                count += Math.max(
                        0, Math.min(columns[at + 1], cell.column() + edge) - Math.max(columns[at], cell.column()));
            }
        }
        return count * Math.min(edge, samples.layers - cell.layer()) * fine * fine * samples.layerHeight();
    }

    private Box box(Cell cell) {
        int edge = sampling.fine();
        SlabSamples samples = slabs[cell.slab()];
        double height = samples.layerHeight();
        int layers = Math.min(edge, samples.layers - cell.layer());
        double bottom = samples.slab.bottom() + cell.layer() * height;
        return new Box(
                x0 + cell.column() * fine,
                y(samples.firstRow + cell.row()) - fine / 2,
                bottom,
                x0 + (cell.column() + edge) * fine,
                y(samples.firstRow + cell.row()) - fine / 2 + edge * fine,
                bottom + layers * height);
    }

    /** Measures the volume. */
    Volume volume(DoseField field) {
        double[] sums = new double[3];
        cells(cell -> {
            sums[0] += volume(cell);
            if (!field.coversAll(box(cell))) {
                samples(cell, (x, y, z, volume) -> {
                    if (!field.covers(x, y, z)) {
                        sums[1] += volume;
                        sums[2] = Math.max(sums[2], field.at(x, y, z));
                    }
                });
            }
        });
        return new Volume(sums[0], sums[1], sums[2]);
    }

    /** Finds the hottest part, where the dose is known. */
    Hottest hottest(DoseField field) {
        Cells cells = new Cells();
        HottestVolume certain = new HottestVolume(LARGER);
        cells(cell -> {
            Box box = box(cell);
            double highest = field.highest(box);
            if (highest > certain.threshold()) {
                if (field.coversAll(box)) {
                    certain.add(field.lowest(box), volume(cell));
                }
                cells.add(highest, cell);
            }
        });
        HottestVolume hottest = new HottestVolume(LARGER);
        cells.fromTheHottest((bound, cell) -> {
            if (bound <= hottest.threshold()) {
                return false;
            }
            pause.run();
            boolean covered = field.coversAll(box(cell));
            samples(cell, (x, y, z, volume) -> {
                if (covered || field.covers(x, y, z)) {
                    hottest.add(field.at(x, y, z), volume);
                }
            });
            return true;
        });
        double d01 = hottest.coldest();
        hottest.shrink(SMALLER);
        return new Hottest(hottest.coldest(), d01, hottest.maximum());
    }

    /** Cells with their bounds, in two numbers each. */
    private static final class Cells {

        private long[] places = new long[4096];
        private float[] bounds = new float[4096];
        private int size;

        @FunctionalInterface
        interface BoundVisitor {
            /** Returns whether colder cells may matter. */
            boolean see(double bound, Cell cell);
        }

        void add(double bound, Cell cell) {
            if (size == places.length) {
                places = Arrays.copyOf(places, 2 * size);
                bounds = Arrays.copyOf(bounds, 2 * size);
            }
            bounds[size] = Math.nextUp((float) bound);
            long place = cell.slab();
            for (int part : new int[] {cell.layer(), cell.row(), cell.column()}) {
                place = (place << CELL_BITS) | part;
            }
            places[size++] = place;
        }

        void fromTheHottest(BoundVisitor visitor) {
            long[] order = new long[size];
            for (int cell = 0; cell < size; cell++) {
                order[cell] = ((long) Float.floatToIntBits(bounds[cell]) << 32) | cell;
            }
            Arrays.sort(order);
            int mask = (1 << CELL_BITS) - 1;
            for (int at = size - 1; at >= 0; at--) {
                int index = (int) order[at];
                long place = places[index];
                Cell cell = new Cell(
                        (int) (place >>> (3 * CELL_BITS)),
                        (int) (place >>> (2 * CELL_BITS)) & mask,
                        (int) (place >>> CELL_BITS) & mask,
                        (int) place & mask);
                boolean more = visitor.see(bounds[index], cell);
                if (!more) {
                    return;
                }
            }
        }
    }

    /** Returns the highest dose at the corners of the contours and at the nodes of the grid inside. */
    double highestAtNodes(DoseField field) {
        double[] highest = new double[1];
        DoseField.NodeVisitor take = (x, y, z) -> {
            if (field.covers(x, y, z)) {
                highest[0] = Math.max(highest[0], field.at(x, y, z));
            }
        };
        for (Slab slab : shape.slabs()) {
            pause.run();
            slab.region().points((x, y, ignored) -> {
                take.see(x, y, slab.bottom());
                take.see(x, y, slab.top());
                if (slab.plane() > slab.bottom() && slab.plane() < slab.top()) {
                    take.see(x, y, slab.plane());
                }
            });
        }
        field.nodes(shape.box(), (x, y, z) -> {
            if (shape.contains(x, y, z)) {
                take.see(x, y, z);
            }
        });
        return highest[0];
    }

    /** Returns the highest dose in the planes of the contours at the given heights. */
    double highestInPlanes(DoseField field, List<Double> planes) {
        double highest = 0;
        for (SlabSamples samples : slabs) {
            if (!planes.contains(samples.slab.plane())) {
                continue;
            }
            for (int row = 0; row < samples.rows.length; row++) {
                double y = y(samples.firstRow + row);
                int[] columns = samples.rows[row];
                for (int at = 0; at + 1 < columns.length; at += 2) {
                    for (int column = columns[at]; column < columns[at + 1]; column++) {
                        if (field.covers(x(column), y, samples.slab.plane())) {
                            highest = Math.max(highest, field.at(x(column), y, samples.slab.plane()));
                        }
                    }
                }
            }
        }
        return highest;
    }
}
