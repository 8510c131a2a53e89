package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.Phantom.Ring;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.setting.DoseSettings;
import org.spinecds.dose.setting.DoseSettings.Checks;
import org.spinecds.dose.setting.DoseSettings.Limits;

/** Each threshold decides: on one of its sides the finding is another one. */
class ThresholdsTests {

    /**
     * A phantom at a threshold.
     *
     * @param name the component of the settings
     * @param phantom lies between the proposed threshold and the changed one
     * @param changed the changed threshold
     * @param proposedFinding a code that the proposed threshold gives, or a leading ! and a code that it does not give
     */
    private record AtThreshold(String name, Phantom phantom, Object changed, String proposedFinding) {

        @Override
        public String toString() {
            return name + " " + proposedFinding;
        }
    }

    private static Phantom sac(Phantom.Formula formula) {
        return new Phantom(Grid.usual(), formula).organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
    }

    private static Phantom sacWithPlanes(double... heights) {
        return new Phantom()
                .organ(
                        "ThecalSac",
                        Arrays.stream(heights)
                                .mapToObj(z -> Phantom.circle(0, 0, 8, z))
                                .toList());
    }

    private static double[] withStep(double step) {
        return new double[] {-6, -4, -2, 0, step, step + 2, step + 4};
    }

    /** A sac with one plane of a share of the area of the others. */
    private static Phantom narrowed(double share) {
        return new Phantom().organ("ThecalSac", Phantom.round(-40, 40, 2, z -> z == 0 ? 8 * Math.sqrt(share) : 8));
    }

    private static Phantom nested(double inner) {
        return new Phantom()
                .organ(
                        "ThecalSac",
                        Phantom.planes(
                                -40,
                                40,
                                2,
                                plane -> List.of(
                                        Phantom.circle(0, 0, 10, 0).points(),
                                        Phantom.circle(0, 0, inner, 0).points())));
    }

    private static Phantom tilted(double millimetres) {
        Phantom phantom = Phantom.withSac();
        phantom.contours(0)
                .item(0x30060040, 0)
                .text(0x30060046, "IS", "3")
                .text(0x30060050, "DS", "0\\0\\-40\\5\\0\\" + (-40 + millimetres) + "\\0\\5\\-40");
        return phantom;
    }

    private static Phantom voxel(double spacing) {
        return new Phantom(
                        Grid.box(-10 * spacing, 10 * spacing, -14 * spacing, 14 * spacing, spacing), Phantom::hotMiddle)
                .organ("ThecalSac", Phantom.cylinder(8, -30, 30, 2));
    }

    /** The organ reaches out of the grid, where the dose is a share of its maximum. */
    private static Phantom outsideWith(double share) {
        return new Phantom(Grid.usual(), (x, y, z) -> z > 30 ? 30 * share : 30)
                .organ("ThecalSac", Phantom.cylinder(8, -40, 60, 2))
                .organ("Body", List.of());
    }

    private static Phantom endsAt(double share) {
        return sac((x, y, z) -> Math.abs(z) > 30 ? 30 * share : 30);
    }

    private static Phantom bodies(double height) {
        return Phantom.withSac()
                .organ("VB_T8", Phantom.cylinder(15, 2, 2 + height, 1))
                .organ("vertebrae_T9", Phantom.cylinder(15, -20, 0, 1));
    }

    static List<AtThreshold> checks() {
        return List.of(
                new AtThreshold("planeMm", sacWithPlanes(-4, -2, 0, 0.03, 2, 4), 0.02, "RINGS_OVERLAP"),
                new AtThreshold("obliqueMm", tilted(0.09), 0.08, "!OBLIQUE"),
                new AtThreshold("obliqueMm", tilted(0.11), 0.12, "OBLIQUE"),
                new AtThreshold("gapRatio", sacWithPlanes(withStep(2.98)), 1.48, "!GAP"),
                new AtThreshold("gapRatio", sacWithPlanes(withStep(3.02)), 1.52, "GAP"),
                new AtThreshold("nearRatio", sacWithPlanes(-4, -2, 0, 0.79, 2, 4), 0.38, "PLANES_NEAR"),
                new AtThreshold("nearRatio", sacWithPlanes(-4, -2, 0, 0.81, 2, 4), 0.42, "!PLANES_NEAR"),
                new AtThreshold("farthestPlanesMm", sacWithPlanes(-9.9, 0, 9.9), 9.8, "!GAP"),
                new AtThreshold("farthestPlanesMm", sacWithPlanes(-10.1, 0, 10.1), 10.2, "GAP"),
                new AtThreshold("emptyRatio", narrowed(0.052), 0.054, "!GAP"),
                new AtThreshold("emptyRatio", narrowed(0.048), 0.046, "GAP"),
                new AtThreshold("sameRingRatio", nested(9.95), 0.995, "!HOLE"),
                new AtThreshold("sameRingRatio", nested(9.85), 0.96, "HOLE"),
                new AtThreshold("borderRatio", outsideWith(0.11), 0.12, "GRID_TOO_SMALL"),
                new AtThreshold("borderRatio", outsideWith(0.09), 0.08, "!GRID_TOO_SMALL"),
                new AtThreshold("cutRatio", endsAt(0.51), 0.52, "ORGAN_CUT"),
                new AtThreshold("cutRatio", endsAt(0.49), 0.48, "!ORGAN_CUT"),
                new AtThreshold("flaggedSpacingMm", voxel(2.5), 2.4, "!GRID_TOO_COARSE"),
                new AtThreshold("flaggedSpacingMm", voxel(2.6), 2.7, "GRID_TOO_COARSE"),
                new AtThreshold("refusedSpacingMm", voxel(4), 3.9, "number"),
                new AtThreshold("refusedSpacingMm", voxel(4.1), 4.2, "!number"),
                new AtThreshold("lowestMaximum", sac((x, y, z) -> 0.91 * Phantom.hotMiddle(x, y, z)), 0.92, "number"),
                new AtThreshold("lowestMaximum", sac((x, y, z) -> 0.89 * Phantom.hotMiddle(x, y, z)), 0.88, "!number"),
                new AtThreshold("highestMaximum", sac((x, y, z) -> 1.99 * Phantom.hotMiddle(x, y, z)), 1.98, "number"),
                new AtThreshold("highestMaximum", sac((x, y, z) -> 2.01 * Phantom.hotMiddle(x, y, z)), 2.02, "!number"),
                new AtThreshold("maximumGy", withoutPrescription(99), 98.0, "number"),
                new AtThreshold("maximumGy", withoutPrescription(101), 102.0, "!number"),
                new AtThreshold("approvalAsked", unapproved(), false, "NOT_APPROVED"),
                new AtThreshold(
                        "metersetTolerance", Phantom.withSac().fraction(1, 1, 0.991), 0.005, "!FRACTION_INCOMPLETE"),
                new AtThreshold(
                        "metersetTolerance", Phantom.withSac().fraction(1, 1, 0.989), 0.02, "FRACTION_INCOMPLETE"),
                new AtThreshold("heightRatio", bodies(29), 1.4, "!LEVELS_UNCLEAR"),
                new AtThreshold("heightRatio", bodies(31), 1.6, "LEVELS_UNCLEAR"));
    }

    private static Phantom withoutPrescription(double maximum) {
        Phantom phantom = sac((x, y, z) -> maximum / 30 * Phantom.hotMiddle(x, y, z));
        phantom.plan().without(0x300A0010);
        return phantom;
    }

    private static Phantom unapproved() {
        Phantom phantom = Phantom.withSac();
        phantom.plan().text(0x300E0002, "CS", "REJECTED");
        return phantom;
    }

    @ParameterizedTest
    @MethodSource("checks")
    void aThresholdDecides(AtThreshold at) throws Exception {
        DoseSettings proposed = ProposedSettings.all();
        DoseSettings changed = proposed.withChecks(with(proposed.checks(), at.name(), at.changed()));
        boolean refuses = at.proposedFinding().startsWith("!");
        String code = at.proposedFinding().replace("!", "");

        assertThat(codes(at.phantom().read(proposed)).contains(code))
                .as("proposed")
                .isEqualTo(!refuses);
        assertThat(codes(at.phantom().read(changed)).contains(code))
                .as("changed")
                .isEqualTo(refuses);
    }

    /** The margin of levels and the distance of sacs are held by LevelsTests and SumsTests. */
    @Test
    void everyThresholdHasItsPhantom() {
        assertThat(Stream.concat(checks().stream().map(AtThreshold::name), Stream.of("levelMarginMm", "meetMm")))
                .containsAll(Arrays.stream(Checks.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    private static List<String> codes(List<OrganDose> lines) {
        List<String> codes = new ArrayList<>();
        for (OrganDose line : lines) {
            if ("Body".equals(line.roi()) || line.level() != null) {
                continue;
            }
            if (line.finding() instanceof Unknown unknown) {
                codes.add(unknown.reason().name());
            } else {
                codes.add("number");
                ((DoseNumbers) line.finding()).flags().forEach(flag -> codes.add(flag.name()));
            }
        }
        return codes;
    }

    /** Returns a record with one component changed. */
    static <T extends Record> T with(T settings, String name, Object value) throws Exception {
        RecordComponent[] components = settings.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int at = 0; at < components.length; at++) {
            types[at] = components[at].getType();
            values[at] = components[at].getName().equals(name)
                    ? value
                    : components[at].getAccessor().invoke(settings);
        }
        @SuppressWarnings("unchecked")
        T changed = (T) settings.getClass().getDeclaredConstructor(types).newInstance(values);
        return changed;
    }

    /** Objects beyond a limit are unreadable, and say so. */
    @ParameterizedTest
    @MethodSource("limits")
    void aLimitIsTold(String name, Object least) throws Exception {
        DoseSettings proposed = ProposedSettings.all();
        Limits small = with(proposed.limits(), name, least);

        assertThat(Phantom.withSac().read(proposed.withLimits(small)))
                .anySatisfy(
                        line -> assertThat(((Unknown) line.finding()).detail()).contains("limit"));
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> limits() {
        return Stream.of(
                org.junit.jupiter.params.provider.Arguments.of("objectBytes", 100_000L),
                org.junit.jupiter.params.provider.Arguments.of("structureSetBytes", 100_000L),
                org.junit.jupiter.params.provider.Arguments.of("depth", 1),
                org.junit.jupiter.params.provider.Arguments.of("items", 50),
                org.junit.jupiter.params.provider.Arguments.of("points", 500),
                org.junit.jupiter.params.provider.Arguments.of("seconds", 0));
    }

    @Test
    void aContourWithThePointsOfTheLimitIsRead() throws Exception {
        DoseSettings proposed = ProposedSettings.all();
        Ring square = new Ring(0, -5, -5, 5, -5, 5, 5, -5, 5);
        Phantom phantom = new Phantom().organ("ThecalSac", List.of(square));

        assertThat(codes(phantom.read(proposed.withLimits(with(proposed.limits(), "points", 4)))))
                .contains("number");
        assertThat(codes(phantom.read(proposed.withLimits(with(proposed.limits(), "points", 3)))))
                .containsExactly("UNREADABLE");
    }
}
