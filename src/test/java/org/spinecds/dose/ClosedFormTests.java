package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.Phantom.Ring;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.Reason;

/** Doses and volumes that are known by a formula. Expectations are computed here, by hand or by bisection. */
class ClosedFormTests {

    private static final double VOLUME = 30;

    /** 30 Gy in the middle, and 0.5 Gy per mm along one axis. A linear dose is exact between voxels. */
    private static Phantom along(String axis) {
        return new Phantom(Grid.usual(), (x, y, z) -> 30 + (axis.equals("x") ? x : axis.equals("y") ? y : z) * 0.5);
    }

    private static Offset<Double> close(double gray) {
        return within(0.01 * gray + 0.05);
    }

    /** Returns the depth at which a growing volume reaches 0.03 cc. */
    private static double depth(DoubleUnaryOperator volume) {
        double low = 0;
        double high = 20;
        for (int step = 0; step < 100; step++) {
            double middle = (low + high) / 2;
            if (volume.applyAsDouble(middle) < VOLUME) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Nested
    class InALinearDose {

        @ParameterizedTest
        @CsvSource({"x", "y", "z"})
        void aSphereLosesItsCap(String axis) throws Exception {
            double radius = 12;
            double depth = depth(h -> Math.PI * h * h * (3 * radius - h) / 3);

            DoseNumbers numbers = along(axis)
                    .organ("ThecalSac", Phantom.round(-12, 12, 1, z -> Math.sqrt(Math.max(0, 144 - z * z)) + 0.02))
                    .numbers();

            double expected = 30 + 0.5 * (radius - depth);
            assertThat(numbers.d003ccGy()).isCloseTo(expected, close(expected));
            assertThat(numbers.volumeCc()).isCloseTo(4.0 / 3 * Math.PI * 1728 / 1000, within(0.07));
        }

        @ParameterizedTest
        @CsvSource({"1, 0.5", "2, 1", "3, 1.5", "8, 2.5"})
        void aCylinderEndsHalfASpacingBeyondItsLastPlaneAndAtMostAtTheLongestCap(double spacing, double cap)
                throws Exception {
            double top = -24 + Math.floor(48 / spacing) * spacing + cap;

            DoseNumbers numbers = along("z")
                    .organ("ThecalSac", Phantom.cylinder(10, -24, 24, spacing))
                    .numbers();

            double expected = 30 + 0.5 * (top - VOLUME / (Math.PI * 100));
            assertThat(numbers.d003ccGy()).isCloseTo(expected, close(expected));
            assertThat(numbers.dmaxGy()).isCloseTo(30 + 0.5 * top, within(1e-6));
            assertThat(numbers.volumeCc()).isCloseTo(Math.PI * 100 * (top + 24 + cap) / 1000, within(0.02));
        }

        @Test
        void aCylinderAcrossTheDoseLosesASegment() throws Exception {
            double radius = 10;
            double length = 50;
            double depth = depth(h -> length
                    * (radius * radius * Math.acos((radius - h) / radius)
                            - (radius - h) * Math.sqrt(2 * radius * h - h * h)));

            DoseNumbers numbers = along("x")
                    .organ("ThecalSac", Phantom.cylinder(radius, -24, 24, 2))
                    .numbers();

            double expected = 30 + 0.5 * (radius - depth);
            assertThat(numbers.d003ccGy()).isCloseTo(expected, close(expected));
        }

        @Test
        void aConeLosesItsTip() throws Exception {
            double height = 24;
            double base = 12;
            double depth = depth(h -> Math.PI * Math.pow(base * h / height, 2) * h / 3);

            DoseNumbers numbers = along("z")
                    .organ("ThecalSac", Phantom.round(-12, 12, 1, z -> base * (12 - z) / height + 0.02))
                    .numbers();

            double expected = 30 + 0.5 * (12 - depth);
            assertThat(numbers.d003ccGy()).isCloseTo(expected, close(expected));
        }

        @Test
        void theRangeHoldsTheOrganMovedByHalfAVoxelAndWithoutItsCaps() throws Exception {
            DoseNumbers numbers = along("z")
                    .organ("ThecalSac", Phantom.cylinder(10, -24, 24, 4))
                    .numbers();

            // Half a voxel is 1 mm or 0.5 Gy; without the cap of 2 mm it is 1 Gy less.
            assertThat(numbers.range().hi() - numbers.d003ccGy()).isCloseTo(0.5, within(1e-6));
            assertThat(numbers.d003ccGy() - numbers.range().lo()).isCloseTo(1.0, within(0.02));
            assertThat(numbers.changePerMm()).isCloseTo(0.5, within(1e-6));
        }

        @Test
        void anOrganSmallerThanTheVolumeHasItsMaximum() throws Exception {
            DoseNumbers numbers =
                    along("x").organ("ThecalSac", Phantom.cylinder(1, -2, 2, 2)).numbers();

            assertThat(numbers.volumeCc()).isLessThan(0.03);
            assertThat(numbers.d003ccGy()).isEqualTo(numbers.dmaxGy()).isCloseTo(30.5, within(1e-3));
            assertThat(numbers.flags()).contains(Flag.SMALLER_THAN_VOLUME);
        }
    }

    @Test
    void aBallOfDoseInsideTheOrganLosesItsCore() throws Exception {
        double radius = Math.cbrt(VOLUME * 3 / (4 * Math.PI));

        DoseNumbers numbers = new Phantom(
                        Grid.box(-20, 20, -30, 30, 1), (x, y, z) -> 30 * Math.exp(-(x * x + y * y + z * z) / (2 * 100)))
                .organ("ThecalSac", Phantom.cylinder(12, -26, 26, 2))
                .numbers();

        double expected = 30 * Math.exp(-radius * radius / 200);
        assertThat(numbers.d003ccGy()).isCloseTo(expected, close(expected));
        assertThat(numbers.dmaxGy()).isCloseTo(30, within(1e-6));
    }

    @Test
    void aRowOfThreeMillimetresSeparatesRowsAndNotColumns() throws Exception {
        Grid grid = new Grid(
                41,
                21,
                41,
                new double[] {-20, -30, -40},
                new double[] {1, 0, 0, 0, 1, 0},
                new double[] {1, 3, 2},
                32,
                1e-7);

        DoseNumbers numbers = new Phantom(grid, (x, y, z) -> 20 + 0.5 * y)
                .organ("ThecalSac", Phantom.cylinder(10, -24, 24, 2))
                .numbers();

        assertThat(numbers.dmaxGy()).isCloseTo(25, within(1e-3));
    }

    /** The share of a tent's height above which 30 mm³ of it lie; the tent stands over eight voxels of 2 mm. */
    private static double tent() {
        double low = 0;
        double high = 1;
        for (int step = 0; step < 12; step++) {
            double share = (low + high) / 2;
            int inside = 0;
            for (int x = 0; x < 100; x++) {
                for (int y = 0; y < 100; y++) {
                    for (int z = 0; z < 100; z++) {
                        double height = (1 - (x + 0.5) / 100) * (1 - (y + 0.5) / 100) * (1 - (z + 0.5) / 100);
                        inside += height > share ? 1 : 0;
                    }
                }
            }
            if (64.0 * inside / 1_000_000 > VOLUME) {
                low = share;
            } else {
                high = share;
            }
        }
        return low;
    }

    @Test
    void aHotSpotOfOneVoxelIsFound() throws Exception {
        DoseNumbers numbers = new Phantom(Grid.usual(), (x, y, z) -> 10 + (x == 2 && y == -4 && z == 6 ? 30 : 0))
                .organ("ThecalSac", Phantom.cylinder(10, -24, 24, 2))
                .numbers();

        double expected = 10 + 30 * tent();
        assertThat(numbers.d003ccGy()).isCloseTo(expected, close(expected));
        assertThat(numbers.dmaxGy()).isCloseTo(40, within(1e-6));
    }

    @Test
    void theMaximumAtAVoxelCentreIsFoundInVoxelsOfThreeEdges() throws Exception {
        Grid grid = new Grid(
                41,
                21,
                41,
                new double[] {-20, -30, -40},
                new double[] {1, 0, 0, 0, 1, 0},
                new double[] {1, 3, 2},
                32,
                1e-7);

        DoseNumbers numbers = new Phantom(grid, (x, y, z) -> 10 + (x == 2 && y == -6 && z == 4 ? 30 : 0))
                .organ("ThecalSac", Phantom.cylinder(10, -24, 24, 2))
                .numbers();

        assertThat(numbers.dmaxGy()).isCloseTo(40, within(1e-6));
    }

    @Nested
    class Holes {

        private static final double RING_CC = Math.PI * (15 * 15 - 8 * 8) * 42 / 1000;

        private DoseNumbers of(String type, List<Ring> rings) throws Exception {
            return new Phantom(Grid.usual(), (x, y, z) -> 30 * Math.exp(-Math.hypot(x, y) / 40))
                    .organ("ThecalSac", type, rings)
                    .numbers();
        }

        private List<Ring> rings() {
            return Phantom.planes(
                    -20,
                    20,
                    2,
                    plane -> List.of(
                            Phantom.circle(0, 0, 15, 0).points(),
                            Phantom.circle(0, 0, 8, 0).points()));
        }

        private List<Ring> keyholes() {
            return Phantom.planes(-20, 20, 2, plane -> {
                double[] outer = Phantom.circle(0, 0, 15, 0).points();
                double[] inner = Phantom.circle(0, 0, 8, 0).points();
                double[] all = new double[outer.length + inner.length + 4];
                System.arraycopy(outer, 0, all, 0, outer.length);
                all[outer.length] = outer[0];
                all[outer.length + 1] = outer[1];
                for (int point = 0; point <= 180; point++) {
                    int from = 2 * ((180 - point) % 180);
                    all[outer.length + 2 + 2 * point] = inner[from];
                    all[outer.length + 3 + 2 * point] = inner[from + 1];
                }
                return List.of(all);
            });
        }

        @Test
        void areTheSameByExclusiveOrByNestingAndByKeyhole() throws Exception {
            DoseNumbers exclusive = of("CLOSEDPLANAR_XOR", rings());
            DoseNumbers nested = of("CLOSED_PLANAR", rings());
            DoseNumbers keyhole = of("CLOSED_PLANAR", keyholes());

            assertThat(exclusive.volumeCc()).isCloseTo(RING_CC, within(0.01 * RING_CC));
            assertThat(nested.volumeCc()).isCloseTo(exclusive.volumeCc(), within(1e-9));
            assertThat(keyhole.volumeCc()).isCloseTo(exclusive.volumeCc(), within(1e-3));
            assertThat(nested.d003ccGy()).isCloseTo(exclusive.d003ccGy(), within(1e-9));
            assertThat(keyhole.d003ccGy()).isCloseTo(exclusive.d003ccGy(), within(1e-3));
            // The hottest part lies at the edge of the hole, 8 mm from the axis: a ring of 30 mm³ is 0.014 mm wide.
            double expected = 30 * Math.exp(-Math.sqrt(64 + VOLUME / (Math.PI * 42)) / 40);
            assertThat(nested.d003ccGy()).isCloseTo(expected, close(expected));
            assertThat(nested.flags()).contains(Flag.HOLE);
        }

        @Test
        void areFilledByARingWithinThem() throws Exception {
            List<Ring> rings = Phantom.planes(
                    -20,
                    20,
                    2,
                    plane -> List.of(
                            Phantom.circle(0, 0, 15, 0).points(),
                            Phantom.circle(0, 0, 8, 0).points(),
                            Phantom.circle(0, 0, 4, 0).points()));

            double expected = RING_CC + Math.PI * 16 * 42 / 1000;
            assertThat(of("CLOSED_PLANAR", rings).volumeCc()).isCloseTo(expected, within(0.01 * expected));
        }
    }

    @Nested
    class RingsThatOverlap {

        private DoseNumbers of(List<double[]> rings) throws Exception {
            return new Phantom(Grid.usual(), (x, y, z) -> 20 + x / 4)
                    .organ("ThecalSac", Phantom.planes(-20, 20, 2, plane -> rings))
                    .numbers();
        }

        @Test
        void countAsTheirUnion() throws Exception {
            DoseNumbers numbers = of(
                    List.of(new double[] {-10, -5, 4, -5, 4, 5, -10, 5}, new double[] {-4, -4, 10, -4, 10, 4, -4, 4}));

            assertThat(numbers.volumeCc()).isCloseTo((14 * 10 + 6 * 8) * 42 / 1000.0, within(0.15));
            assertThat(numbers.flags()).contains(Flag.RINGS_OVERLAP);
        }

        @Test
        void countAsTheirUnionWhereTheirEdgesLieOnEachOther() throws Exception {
            DoseNumbers numbers = of(
                    List.of(new double[] {-10, -5, 5, -5, 5, 5, -10, 5}, new double[] {-5, -5, 10, -5, 10, 5, -5, 5}));

            assertThat(numbers.volumeCc()).isCloseTo(20 * 10 * 42 / 1000.0, within(0.15));
            assertThat(numbers.flags()).contains(Flag.RINGS_OVERLAP).doesNotContain((Note) Flag.HOLE);
        }

        @Test
        void thatOnlyTouchAreTwoParts() throws Exception {
            DoseNumbers numbers =
                    of(List.of(new double[] {-10, -5, 0, -5, 0, 5, -10, 5}, new double[] {0, -5, 10, -5, 10, 5, 0, 5}));

            assertThat(numbers.volumeCc()).isCloseTo(20 * 10 * 42 / 1000.0, within(0.15));
            assertThat(numbers.flags()).doesNotContain(Flag.RINGS_OVERLAP, Flag.HOLE);
        }

        @Test
        void countOnceWhereOneIsACopy() throws Exception {
            double[] ring = Phantom.circle(0, 0, 9, 0).points();
            double[] shrunk = Phantom.circle(0, 0, 8.99, 0).points();

            assertThat(of(List.of(ring, ring.clone())).volumeCc())
                    .isEqualTo(of(List.of(ring)).volumeCc());
            assertThat(of(List.of(ring, shrunk)).volumeCc())
                    .isEqualTo(of(List.of(ring)).volumeCc());
            assertThat(of(List.of(ring, ring.clone())).flags()).contains(Flag.RINGS_OVERLAP);
        }
    }

    @Nested
    class OutsideTheGrid {

        @Test
        void theHotPartIsALowerBoundWithItsVolume() throws Exception {
            DoseNumbers numbers = new Phantom(Grid.usual(), (x, y, z) -> 20 + 0.2 * z)
                    .organ("ThecalSac", Phantom.cylinder(8, -40, 60, 2))
                    .numbers();

            assertThat(numbers.lowerBound()).isTrue();
            assertThat(numbers.flags()).contains(Reason.GRID_TOO_SMALL);
            double outside = Math.PI * 64 * 11 / 1000;
            assertThat(numbers.volumeOutsideGridCc()).isCloseTo(outside, within(0.01 * outside));
            assertThat(numbers.d003ccGy()).isCloseTo(30, close(30));
        }

        @Test
        void theColdPartIsNone() throws Exception {
            DoseNumbers numbers = new Phantom()
                    .organ("ThecalSac", Phantom.cylinder(8, -40, 60, 2))
                    .numbers();

            assertThat(numbers.lowerBound()).isFalse();
            assertThat(numbers.flags()).contains(Flag.PARTLY_OUTSIDE_GRID).doesNotContain(Reason.GRID_TOO_SMALL);
        }
    }

    @Test
    void eqd2IsThatOfTheDeliveredFractions() throws Exception {
        DoseNumbers numbers = Phantom.withSac()
                .fraction(1, 1, 1)
                .fraction(2, 1, 1)
                .numbers(ProposedSettings.all().withAlphaBeta(2));

        double dose = numbers.d003ccGy();
        assertThat(numbers.fractions()).isEqualTo(2);
        assertThat(dose).isCloseTo(Phantom.withSac().numbers().d003ccGy() / 5, within(1e-9));
        assertThat(numbers.eqd2Gy()).isCloseTo(dose * (dose / 2 + 2) / 4, within(1e-9));
        assertThat(Phantom.withSac().numbers().eqd2Gy()).isNull();
    }
}
