package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.dose.Phantom.Formula;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.Phantom.Ring;
import org.spinecds.dose.finding.DoseNumbers;

/** Laws that hold for any organ and any dose. */
class PropertiesTests {

    private static final double EDGE = 2.5;
    private static final int ACROSS = 25;
    private static final int ALONG = 33;

    /** Three hot spots of any place, width and height; together below 60 Gy. */
    private static Formula dose(Random random) {
        double[][] spots = new double[3][];
        for (int spot = 0; spot < spots.length; spot++) {
            spots[spot] = new double[] {
                random.nextDouble() * 30 - 15,
                random.nextDouble() * 30 - 15,
                random.nextDouble() * 50 - 25,
                8 + random.nextDouble() * 12,
                10 + random.nextDouble() * 8
            };
        }
        return (x, y, z) -> {
            double sum = 0;
            for (double[] spot : spots) {
                double distance = Math.pow(x - spot[0], 2) + Math.pow(y - spot[1], 2) + Math.pow(z - spot[2], 2);
                sum += spot[4] * Math.exp(-distance / (2 * spot[3] * spot[3]));
            }
            return sum;
        };
    }

    /** A bent tube with bumps. */
    private static List<Ring> organ(Random random, double factor) {
        double bend = random.nextDouble() * 6;
        double[] bumps = random.doubles(12).toArray();
        List<Ring> rings = new ArrayList<>();
        for (double z = -28.3; z < 28; z += 2) {
            double[] points = new double[48];
            for (int point = 0; point < 24; point++) {
                double angle = 2 * Math.PI * point / 24;
                double radius = factor * (6 + 2 * bumps[point / 2]);
                points[2 * point] = bend * Math.sin(z / 12) + radius * Math.cos(angle);
                points[2 * point + 1] = radius * Math.sin(angle);
            }
            rings.add(new Ring(z, points));
        }
        return rings;
    }

    private static Grid grid(double x, double y, double z) {
        return new Grid(
                ACROSS,
                ACROSS,
                ALONG,
                new double[] {-30 + x, -30 + y, -40 + z},
                new double[] {1, 0, 0, 0, 1, 0},
                new double[] {EDGE, EDGE, EDGE},
                32,
                1e-7);
    }

    private static DoseNumbers numbers(Formula formula, List<Ring> rings) throws Exception {
        Phantom phantom = new Phantom(grid(0, 0, 0), formula).organ("ThecalSac", rings);
        phantom.plan().without(0x300A0010);
        return phantom.numbers();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theyHold(long seed) throws Exception {
        Random random = new Random(seed);
        Formula dose = dose(random);
        long shape = random.nextLong();
        List<Ring> organ = organ(new Random(shape), 1);
        DoseNumbers numbers = numbers(dose, organ);

        assertThat(numbers.d003ccGy()).isLessThanOrEqualTo(numbers.dmaxGy());
        assertThat(numbers.d01ccGy()).isLessThanOrEqualTo(numbers.d003ccGy());
        assertThat(numbers.range().lo()).isLessThanOrEqualTo(numbers.d003ccGy());
        assertThat(numbers.range().hi()).isGreaterThanOrEqualTo(numbers.d003ccGy());

        theDoseGrowsWithTheGrid(dose, organ, numbers);
        theDoseGrowsWithTheOrgan(dose, organ(new Random(shape), 1.15), numbers);
        aMultipleOfTheDoseIsThatMultiple(dose, organ, numbers);
        aShiftOfBothChangesNothing(dose, organ, random, numbers);
        aSplitRingIsTheRing(dose, organ, numbers);
        theDirectionOfARingChangesNothing(dose, organ, numbers);
        denseSamplesAgree(dose, organ, numbers);
    }

    private void theDoseGrowsWithTheGrid(Formula dose, List<Ring> organ, DoseNumbers numbers) throws Exception {
        DoseNumbers hotter = numbers((x, y, z) -> dose.at(x, y, z) + 3 * Math.exp(-(x * x + z * z) / 50), organ);

        assertThat(hotter.d003ccGy()).isGreaterThanOrEqualTo(numbers.d003ccGy());
        assertThat(hotter.d01ccGy()).isGreaterThanOrEqualTo(numbers.d01ccGy());
        assertThat(hotter.dmaxGy()).isGreaterThanOrEqualTo(numbers.dmaxGy());
    }

    private void theDoseGrowsWithTheOrgan(Formula dose, List<Ring> larger, DoseNumbers numbers) throws Exception {
        DoseNumbers grown = numbers(dose, larger);

        assertThat(grown.d003ccGy()).isGreaterThanOrEqualTo(numbers.d003ccGy() - 0.02);
        assertThat(grown.dmaxGy()).isGreaterThanOrEqualTo(numbers.dmaxGy() - 0.02);
        assertThat(grown.volumeCc()).isGreaterThan(numbers.volumeCc());
    }

    private void aMultipleOfTheDoseIsThatMultiple(Formula dose, List<Ring> organ, DoseNumbers numbers)
            throws Exception {
        DoseNumbers multiple = numbers((x, y, z) -> 1.5 * dose.at(x, y, z), organ);

        assertThat(multiple.d003ccGy()).isCloseTo(1.5 * numbers.d003ccGy(), within(1e-5));
        assertThat(multiple.range().hi()).isCloseTo(1.5 * numbers.range().hi(), within(1e-5));
    }

    private void aShiftOfBothChangesNothing(Formula dose, List<Ring> organ, Random random, DoseNumbers numbers)
            throws Exception {
        double x = random.nextInt(2000) / 16.0;
        double y = random.nextInt(2000) / 16.0;
        double z = random.nextInt(2000) / 16.0;
        List<Ring> shifted = organ.stream()
                .map(ring -> {
                    double[] points = ring.points().clone();
                    for (int at = 0; at < points.length; at += 2) {
                        points[at] += x;
                        points[at + 1] += y;
                    }
                    return new Ring(ring.z() + z, points);
                })
                .toList();
        Phantom phantom =
                new Phantom(grid(x, y, z), (a, b, c) -> dose.at(a - x, b - y, c - z)).organ("ThecalSac", shifted);
        phantom.plan().without(0x300A0010);

        DoseNumbers moved = phantom.numbers();
        assertThat(moved.d003ccGy()).isCloseTo(numbers.d003ccGy(), within(1e-3));
        assertThat(moved.dmaxGy()).isCloseTo(numbers.dmaxGy(), within(1e-6));
        assertThat(moved.volumeCc()).isCloseTo(numbers.volumeCc(), within(1e-3));
    }

    private void aSplitRingIsTheRing(Formula dose, List<Ring> organ, DoseNumbers numbers) throws Exception {
        List<Ring> halves = new ArrayList<>();
        for (Ring ring : organ) {
            double[] points = ring.points();
            halves.add(new Ring(ring.z(), Arrays.copyOfRange(points, 0, 26)));
            double[] second = Arrays.copyOfRange(points, 24, 50);
            second[24] = points[0];
            second[25] = points[1];
            halves.add(new Ring(ring.z(), second));
        }

        DoseNumbers split = numbers(dose, halves);
        assertThat(split.d003ccGy()).isCloseTo(numbers.d003ccGy(), within(1e-9));
        assertThat(split.volumeCc()).isCloseTo(numbers.volumeCc(), within(1e-9));
    }

    private void theDirectionOfARingChangesNothing(Formula dose, List<Ring> organ, DoseNumbers numbers)
            throws Exception {
        List<Ring> reversed = new ArrayList<>();
        for (Ring ring : organ) {
            double[] points = new double[ring.points().length];
            for (int at = 0; at < points.length; at += 2) {
                points[at] = ring.points()[points.length - 2 - at];
                points[at + 1] = ring.points()[points.length - 1 - at];
            }
            reversed.add(0, new Ring(ring.z(), points));
        }

        assertThat(numbers(dose, reversed).d003ccGy()).isCloseTo(numbers.d003ccGy(), within(1e-9));
    }

    /** Samples every 0.4 mm, without any of the shortcuts of the reading. */
    private void denseSamplesAgree(Formula dose, List<Ring> organ, DoseNumbers numbers) {
        double step = 0.4;
        List<Double> doses = new ArrayList<>();
        for (Ring ring : organ) {
            for (double z = ring.z() - 1 + step / 2; z < ring.z() + 1; z += step) {
                for (double x = -25 + step / 2; x < 25; x += step) {
                    for (double y = -25 + step / 2; y < 25; y += step) {
                        if (contains(ring.points(), x, y)) {
                            doses.add(trilinear(dose, x, y, z));
                        }
                    }
                }
            }
        }
        doses.sort(java.util.Comparator.reverseOrder());
        double expected = doses.get((int) Math.ceil(30 / (step * step * step)) - 1);

        assertThat(numbers.d003ccGy()).isCloseTo(expected, within(0.01 * expected + 0.05));
        assertThat(numbers.volumeCc()).isCloseTo(doses.size() * step * step * step / 1000, within(0.03));
    }

    private static boolean contains(double[] ring, double x, double y) {
        double turns = 0;
        int count = ring.length / 2;
        for (int at = 0; at < count; at++) {
            int next = (at + 1) % count;
            double ax = ring[2 * at] - x;
            double ay = ring[2 * at + 1] - y;
            double bx = ring[2 * next] - x;
            double by = ring[2 * next + 1] - y;
            turns += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
        }
        return Math.abs(turns) > Math.PI;
    }

    private static double trilinear(Formula dose, double x, double y, double z) {
        double column = Math.floor((x + 30) / EDGE) * EDGE - 30;
        double row = Math.floor((y + 30) / EDGE) * EDGE - 30;
        double plane = Math.floor((z + 40) / EDGE) * EDGE - 40;
        double sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            double cx = column + (corner & 1) * EDGE;
            double cy = row + ((corner >> 1) & 1) * EDGE;
            double cz = plane + ((corner >> 2) & 1) * EDGE;
            double weight =
                    (1 - Math.abs(x - cx) / EDGE) * (1 - Math.abs(y - cy) / EDGE) * (1 - Math.abs(z - cz) / EDGE);
            sum += weight * dose.at(cx, cy, cz);
        }
        return sum;
    }
}
