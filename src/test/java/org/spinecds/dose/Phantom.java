package org.spinecds.dose;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.spinecds.dose.DicomItem.Encoding;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.setting.DoseSettings;

/** A plan of a test: a dose by a formula, contours by formulas, a plan and its treatment records. */
public final class Phantom {

    public static final String FRAME = "1.2.3.9";
    public static final String DOSE = "1.2.3.1";
    public static final String PLAN = "1.2.3.2";
    public static final String STRUCTURES = "1.2.3.3";

    private final DicomItem dose;
    private final DicomItem plan;
    private final DicomItem structures;
    private final List<DicomItem> rois = new ArrayList<>();
    private final List<DicomItem> contours = new ArrayList<>();
    private final List<DicomItem> others = new ArrayList<>();
    private Encoding encoding = Encoding.EXPLICIT;

    /** A dose in Gy at a point in mm. */
    @FunctionalInterface
    public interface Formula {
        double at(double x, double y, double z);
    }

    /** A ring at a height: points x, y, x, y. */
    public static final class Ring {

        private final double z;
        private final double[] points;

        public Ring(double z, double... points) {
            this.z = z;
            this.points = points;
        }

        public double z() {
            return z;
        }

        public double[] points() {
            return points;
        }
    }

    public Phantom() {
        this(Grid.usual(), Phantom::hotMiddle);
    }

    public Phantom(Grid grid, Formula formula) {
        dose = object("1.2.840.10008.5.1.4.1.1.481.2", DOSE)
                .text(0x00200052, "UI", FRAME)
                .text(0x30040002, "CS", "GY")
                .text(0x30040004, "CS", "PHYSICAL")
                .text(0x3004000A, "CS", "PLAN")
                .items(0x300C0002, reference("1.2.840.10008.5.1.4.1.1.481.5", PLAN));
        grid.write(dose, formula);
        plan = object("1.2.840.10008.5.1.4.1.1.481.5", PLAN)
                .text(0x00200052, "UI", FRAME)
                .text(0x300E0002, "CS", "APPROVED")
                .items(
                        0x300A0010,
                        new DicomItem().text(0x300A0020, "CS", "TARGET").decimals(0x300A0026, 30))
                .items(
                        0x300A0070,
                        new DicomItem()
                                .text(0x300A0078, "IS", "10")
                                .items(0x300C0004, planned(1, 100), planned(2, 200)))
                .items(0x300A00B0, beam(1), beam(2))
                .items(0x300C0060, reference("1.2.840.10008.5.1.4.1.1.481.3", STRUCTURES));
        structures = object("1.2.840.10008.5.1.4.1.1.481.3", STRUCTURES);
    }

    /** 30 Gy in the middle, falling to nearly nothing within 40 mm towards head and feet. */
    public static double hotMiddle(double x, double y, double z) {
        return 30 * Math.exp(-(x * x + y * y) / (2 * 40 * 40) - z * z / (2 * 14 * 14));
    }

    /** A phantom with a sac of 8 mm radius along the axis, from -40 to 40 mm. */
    public static Phantom withSac() {
        return new Phantom().organ("ThecalSac", cylinder(8, -40, 40, 2));
    }

    private static DicomItem object(String sopClass, String uid) {
        return new DicomItem()
                .text(0x00080016, "UI", sopClass)
                .text(0x00080018, "UI", uid)
                .text(0x00100010, "PN", "Phantom^Test")
                .text(0x00100020, "LO", "PATIENT1")
                .text(0x00100021, "LO", "SITE")
                .text(0x00100030, "DA", "19500101")
                .text(0x00110010, "LO", "A private creator")
                .bytes(0x00111001, "UN", new byte[] {1, 2, 3});
    }

    private static DicomItem reference(String sopClass, String uid) {
        return new DicomItem().text(0x00081150, "UI", sopClass).text(0x00081155, "UI", uid);
    }

    private static DicomItem planned(int number, double meterset) {
        return new DicomItem().text(0x300C0006, "IS", String.valueOf(number)).decimals(0x300A0086, meterset);
    }

    private static DicomItem beam(int number) {
        return new DicomItem()
                .text(0x300A00C0, "IS", String.valueOf(number))
                .text(0x300A00C6, "CS", "PHOTON")
                .text(0x300A00CE, "CS", "TREATMENT");
    }

    public DicomItem dose() {
        return dose;
    }

    public DicomItem plan() {
        return plan;
    }

    public DicomItem structures() {
        return structures;
    }

    /** Returns the item with the name and the frame of a region. */
    public DicomItem roi(int index) {
        return rois.get(index);
    }

    /** Returns the item with the contours of a region. */
    public DicomItem contours(int index) {
        return contours.get(index);
    }

    public Phantom with(java.util.function.Consumer<Phantom> change) {
        change.accept(this);
        return this;
    }

    public Phantom encoded(Encoding other) {
        encoding = other;
        return this;
    }

    public Phantom organ(String name, List<Ring> rings) {
        return organ(name, "CLOSED_PLANAR", rings);
    }

    public Phantom organ(String name, String type, List<Ring> rings) {
        String number = String.valueOf(rois.size() + 1);
        rois.add(new DicomItem()
                .text(0x30060022, "IS", number)
                .text(0x30060024, "UI", FRAME)
                .text(0x30060026, "LO", name));
        List<DicomItem> items = new ArrayList<>();
        for (Ring ring : rings) {
            items.add(contour(type, ring));
        }
        contours.add(new DicomItem().text(0x30060084, "IS", number).items(0x30060040, items));
        return this;
    }

    public static DicomItem contour(String type, Ring ring) {
        StringBuilder data = new StringBuilder();
        for (int at = 0; at < ring.points().length; at += 2) {
            data.append(at == 0 ? "" : "\\")
                    .append(short10(ring.points()[at]))
                    .append('\\')
                    .append(short10(ring.points()[at + 1]))
                    .append('\\')
                    .append(short10(ring.z()));
        }
        return new DicomItem()
                .text(0x30060042, "CS", type)
                .text(0x30060046, "IS", String.valueOf(ring.points().length / 2))
                .bytes(0x30060050, "UN", data.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private static String short10(double value) {
        return java.math.BigDecimal.valueOf(value)
                .setScale(9, java.math.RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Adds the record of a fraction, with the share of both beams that was delivered. */
    public Phantom fraction(int number, double first, double second) {
        return fraction(PLAN, number, first, second);
    }

    public Phantom fraction(String planUid, int number, double first, double second) {
        return other(object("1.2.840.10008.5.1.4.1.1.481.4", "1.2.3.7." + others.size())
                .items(0x300C0002, reference("1.2.840.10008.5.1.4.1.1.481.5", planUid))
                .items(0x30080020, delivered(number, 1, 100, first), delivered(number, 2, 200, second)));
    }

    private static DicomItem delivered(int fraction, int beam, double meterset, double share) {
        return new DicomItem()
                .text(0x30080022, "IS", String.valueOf(fraction))
                .text(0x3008002A, "CS", share >= 1 ? "NORMAL" : "OPERATOR")
                .decimals(0x30080032, meterset)
                .decimals(0x30080036, share * meterset)
                .text(0x300A00CE, "CS", "TREATMENT")
                .text(0x300C0006, "IS", String.valueOf(beam));
    }

    public Phantom other(DicomItem object) {
        others.add(object);
        return this;
    }

    /** Returns the last object that was added. */
    public DicomItem lastOther() {
        return others.get(others.size() - 1);
    }

    /** Makes this phantom another plan in another frame of reference, with UIDs of its own. */
    public Phantom asSecond(String frame) {
        dose.text(0x00080018, "UI", DOSE + ".2")
                .text(0x00200052, "UI", frame)
                .items(0x300C0002, reference("1.2.840.10008.5.1.4.1.1.481.5", PLAN + ".2"));
        plan.text(0x00080018, "UI", PLAN + ".2")
                .text(0x00200052, "UI", frame)
                .items(0x300C0060, reference("1.2.840.10008.5.1.4.1.1.481.3", STRUCTURES + ".2"));
        structures.text(0x00080018, "UI", STRUCTURES + ".2");
        rois.forEach(roi -> roi.text(0x30060024, "UI", frame));
        return this;
    }

    /** Returns a registration of a second frame with a matrix. */
    public static DicomItem registration(String frame, String type, double... matrix) {
        return object("1.2.840.10008.5.1.4.1.1.66.1", "1.2.3.8")
                .text(0x00200052, "UI", FRAME)
                .items(
                        0x00700308,
                        registered(FRAME, "RIGID", 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
                        registered(frame, type, matrix));
    }

    private static DicomItem registered(String frame, String type, double... matrix) {
        return new DicomItem()
                .text(0x00200052, "UI", frame)
                .items(
                        0x00700309,
                        new DicomItem()
                                .items(
                                        0x0070030A,
                                        new DicomItem()
                                                .text(0x0070030C, "CS", type)
                                                .decimals(0x300600C6, matrix)));
    }

    /** Writes all objects into a folder. */
    public Phantom write(Path folder) throws IOException {
        structures.items(0x30060020, rois).items(0x30060039, contours);
        String name = textName();
        Files.write(folder.resolve(name + "-dose.dcm"), dose.file(encoding));
        Files.write(folder.resolve(name + "-plan.dcm"), plan.file(encoding));
        Files.write(folder.resolve(name + "-structures.dcm"), structures.file(encoding));
        for (int at = 0; at < others.size(); at++) {
            Files.write(
                    folder.resolve(name + "-other-" + at + ".dcm"),
                    others.get(at).file(encoding));
        }
        return this;
    }

    private String textName() {
        return plan.textOf(0x00080018);
    }

    /** Writes the objects into a new folder and reads them. */
    public List<OrganDose> read(DoseSettings settings) throws IOException {
        Path folder = Files.createTempDirectory("phantom");
        try {
            write(folder);
            return readFolder(folder, settings);
        } finally {
            delete(folder);
        }
    }

    public static List<OrganDose> readFolder(Path folder, DoseSettings settings) throws IOException {
        return DoseReading.of(folder, settings, (step, done, all) -> {}).doses();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Reads the phantom with the proposed settings and returns the numbers of its only organ. */
    public DoseNumbers numbers() throws IOException {
        return numbers(ProposedSettings.all());
    }

    public DoseNumbers numbers(DoseSettings settings) throws IOException {
        List<OrganDose> lines = read(settings);
        if (lines.get(0).finding() instanceof Unknown unknown) {
            throw new AssertionError(unknown.reason() + ": " + unknown.detail());
        }
        return (DoseNumbers) lines.get(0).finding();
    }

    // Shapes

    /** Returns rings around the axis with a radius for each height. */
    public static List<Ring> round(double from, double to, double spacing, DoubleUnaryOperator radius) {
        List<Ring> rings = new ArrayList<>();
        for (int plane = 0; from + plane * spacing <= to + 1e-9; plane++) {
            double z = from + plane * spacing;
            double r = radius.applyAsDouble(z);
            if (r > 0) {
                rings.add(circle(0, 0, r, z));
            }
        }
        return rings;
    }

    public static List<Ring> cylinder(double radius, double from, double to, double spacing) {
        return round(from, to, spacing, z -> radius);
    }

    public static Ring circle(double x, double y, double radius, double z) {
        int points = 180;
        double[] ring = new double[2 * points];
        for (int point = 0; point < points; point++) {
            double angle = 2 * Math.PI * point / points;
            ring[2 * point] = x + radius * Math.cos(angle);
            ring[2 * point + 1] = y + radius * Math.sin(angle);
        }
        return new Ring(z, ring);
    }

    /** Returns the rings that a formula gives for each plane. */
    public static List<Ring> planes(double from, double to, double spacing, IntFunction<List<double[]>> rings) {
        List<Ring> all = new ArrayList<>();
        int count = (int) Math.round((to - from) / spacing);
        for (int plane = 0; plane <= count; plane++) {
            for (double[] points : rings.apply(plane)) {
                all.add(new Ring(from + plane * spacing, points));
            }
        }
        return all;
    }

    /** A grid. */
    public static final class Grid {

        private final int columns;
        private final int rows;
        private final int planes;
        private final double[] origin;
        private final double[] orientation;
        private final double[] spacing;
        private final int bits;
        private final double scaling;

        /**
         * Makes a grid.
         *
         * @param columns voxels along the row
         * @param rows voxels along the column
         * @param planes voxels along the normal
         * @param origin centre of the first voxel
         * @param orientation row, then column direction
         * @param spacing along row, column and normal
         * @param bits 16 or 32
         * @param scaling Gy of one unit
         */
        public Grid(
                int columns,
                int rows,
                int planes,
                double[] origin,
                double[] orientation,
                double[] spacing,
                int bits,
                double scaling) {
            this.columns = columns;
            this.rows = rows;
            this.planes = planes;
            this.origin = origin;
            this.orientation = orientation;
            this.spacing = spacing;
            this.bits = bits;
            this.scaling = scaling;
        }

        /** 60 x 60 x 100 mm around the middle in voxels of 2 mm. */
        public static Grid usual() {
            return box(-30, 30, -50, 50, 2);
        }

        /** A box in axial planes. */
        public static Grid box(double side0, double side1, double z0, double z1, double spacing) {
            int across = (int) Math.round((side1 - side0) / spacing) + 1;
            int along = (int) Math.round((z1 - z0) / spacing) + 1;
            return new Grid(
                    across,
                    across,
                    along,
                    new double[] {side0, side0, z0},
                    new double[] {1, 0, 0, 0, 1, 0},
                    new double[] {spacing, spacing, spacing},
                    32,
                    1e-7);
        }

        public Grid withBits(int other, double gray) {
            return new Grid(columns, rows, planes, origin, orientation, spacing, other, gray);
        }

        void write(DicomItem dose, Formula formula) {
            double[] o = orientation;
            double[] normal = {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
            ByteBuffer values =
                    ByteBuffer.allocate(columns * rows * planes * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
            for (int plane = 0; plane < planes; plane++) {
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        double[] point = new double[3];
                        for (int axis = 0; axis < 3; axis++) {
                            point[axis] = origin[axis]
                                    + column * spacing[0] * o[axis]
                                    + row * spacing[1] * o[3 + axis]
                                    + plane * spacing[2] * normal[axis];
                        }
                        long stored = Math.round(formula.at(point[0], point[1], point[2]) / scaling);
                        if (bits == 16) {
                            values.putShort((short) stored);
                        } else {
                            values.putInt((int) stored);
                        }
                    }
                }
            }
            double[] offsets = new double[planes];
            for (int plane = 0; plane < planes; plane++) {
                offsets[plane] = plane * spacing[2];
            }
            dose.decimals(0x00200032, origin)
                    .decimals(0x00200037, orientation)
                    .number(0x00280002, 1)
                    .text(0x00280008, "IS", String.valueOf(planes))
                    .number(0x00280010, rows)
                    .number(0x00280011, columns)
                    .decimals(0x00280030, spacing[1], spacing[0])
                    .number(0x00280100, bits)
                    .number(0x00280101, bits)
                    .number(0x00280102, bits - 1)
                    .number(0x00280103, 0)
                    .decimals(0x3004000C, offsets)
                    .decimals(0x3004000E, scaling)
                    .bytes(0x7FE00010, "OW", values.array());
        }
    }
}
