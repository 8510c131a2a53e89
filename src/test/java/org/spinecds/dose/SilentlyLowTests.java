package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.Phantom.Ring;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;

/** Files that would make the dose too low. Each has its number, a lower bound or a reason. */
class SilentlyLowTests {

    private static Reason reason(Phantom phantom) throws Exception {
        List<OrganDose> lines = phantom.read(ProposedSettings.all());
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).finding()).isInstanceOf(Unknown.class);
        return ((Unknown) lines.get(0).finding()).reason();
    }

    /** The sac with other rings in the hot planes, from -6 to 6 mm. */
    private static List<Ring> inHotPlanes(UnaryOperator<Ring> other) {
        return Phantom.cylinder(8, -40, 40, 2).stream()
                .map(ring -> Math.abs(ring.z()) <= 6 ? other.apply(ring) : ring)
                .toList();
    }

    @Test
    void copiesOfAnExclusiveRingAreTheRing() throws Exception {
        List<Ring> rings = new ArrayList<>();
        for (Ring ring : Phantom.cylinder(8, -40, 40, 2)) {
            rings.add(ring);
            if (Math.abs(ring.z()) <= 6) {
                rings.add(ring);
            }
        }

        DoseNumbers numbers =
                new Phantom().organ("ThecalSac", "CLOSEDPLANAR_XOR", rings).numbers();

        assertThat(numbers.d003ccGy()).isCloseTo(Phantom.withSac().numbers().d003ccGy(), within(1e-9));
    }

    @Test
    void aRingThatGoesRoundTwiceIsAPlaneWithoutOrgan() throws Exception {
        List<Ring> rings = inHotPlanes(ring -> {
            double[] once = ring.points();
            double[] twice = Arrays.copyOf(once, 2 * once.length);
            System.arraycopy(once, 0, twice, once.length, once.length);
            return new Ring(ring.z(), twice);
        });

        assertThat(reason(new Phantom().organ("ThecalSac", rings))).isEqualTo(Reason.GAP);
    }

    @Test
    void aRingThatCrossesItselfIntoNoAreaIsAPlaneWithoutOrgan() throws Exception {
        List<Ring> rings = inHotPlanes(ring -> new Ring(ring.z(), -8, -8, 8, 8, 8, -8, -8, 8));

        assertThat(reason(new Phantom().organ("ThecalSac", rings))).isEqualTo(Reason.GAP);
    }

    @Test
    void aDotInThePlaceOfARingIsAPlaneWithoutOrgan() throws Exception {
        List<Ring> rings = inHotPlanes(ring -> Phantom.circle(6, 6, 0.4, ring.z()));

        assertThat(reason(new Phantom().organ("ThecalSac", rings))).isEqualTo(Reason.GAP);
    }

    @Test
    void aNarrowPlaceIsNoGap() throws Exception {
        List<Ring> rings = inHotPlanes(ring -> Phantom.circle(0, 0, 3, ring.z()));

        assertThat(new Phantom().organ("ThecalSac", rings).numbers().d003ccGy()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(doubles = {11, 40})
    void planesThatAreAllFarApartLeaveGaps(double spacing) throws Exception {
        assertThat(reason(new Phantom().organ("ThecalSac", Phantom.cylinder(8, -40, 40, spacing))))
                .isEqualTo(Reason.GAP);
    }

    @Test
    void aSacWithAHoleIsALowerBoundOfTheWholeSac() throws Exception {
        List<Ring> rings = new ArrayList<>(Phantom.cylinder(8, -40, 40, 2));
        rings.addAll(Phantom.cylinder(7, -40, 40, 2));

        DoseNumbers numbers = new Phantom().organ("ThecalSac", rings).numbers();

        assertThat(numbers.flags()).contains(Flag.HOLE);
        assertThat(numbers.lowerBound()).isTrue();
    }

    @Test
    void moreValuesThanVoxelsAreImplausible() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose()
                .text(0x00280008, "IS", "50")
                .text(
                        0x3004000C,
                        "DS",
                        String.join(
                                "\\",
                                java.util.stream.IntStream.range(0, 50)
                                        .mapToObj(plane -> String.valueOf(2 * plane))
                                        .toList()));

        assertThat(reason(phantom)).isEqualTo(Reason.IMPLAUSIBLE);
    }

    private static DicomItem partOfThePlan(String... beams) {
        return new DicomItem()
                .text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.481.5")
                .text(0x00081155, "UI", Phantom.PLAN)
                .items(
                        0x300C0020,
                        new DicomItem()
                                .items(
                                        0x300C0004,
                                        Arrays.stream(beams)
                                                .map(beam -> new DicomItem().text(0x300C0006, "IS", beam))
                                                .toList()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAN", "FRACTION"})
    void aDoseThatNamesSomeBeamsOnlyIsNotThatOfThePlan(String summation) throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().text(0x3004000A, "CS", summation).items(0x300C0002, partOfThePlan("2"));

        assertThat(reason(phantom)).isEqualTo(Reason.NOT_A_PLAN_DOSE);
    }

    @Test
    void aDoseThatNamesAllBeamsIsThatOfThePlan() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().items(0x300C0002, partOfThePlan("1", "2"));

        assertThat(phantom.numbers().d003ccGy()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FRACTION", "BEAM"})
    void aPartOfThePlanWithMoreDoseThanThePlanContradictsIt(String summation) throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.other(new Phantom(Grid.usual(), (x, y, z) -> 1.1 * Phantom.hotMiddle(x, y, z))
                .dose()
                .text(0x00080018, "UI", "1.2.3.1.9")
                .text(0x3004000A, "CS", summation)
                .items(0x300C0002, partOfThePlan("1", "2")));

        assertThat(phantom.read(ProposedSettings.all()))
                .extracting(line -> ((Unknown) line.finding()).reason())
                .containsOnly(Reason.SEVERAL_DOSES);
    }

    /** The dose may be that of one fraction of ten. */
    @Test
    void withoutAPrescriptionTheDoseIsALowerBound() throws Exception {
        Phantom phantom = new Phantom(Grid.usual(), (x, y, z) -> Phantom.hotMiddle(x, y, z) / 10)
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
        phantom.plan().without(0x300A0010);

        DoseNumbers numbers = phantom.numbers();

        assertThat(numbers.flags()).contains(Flag.PRESCRIPTION_UNKNOWN);
        assertThat(numbers.lowerBound()).isTrue();
    }

    @Test
    void aSacWithoutContoursLeavesOnlyTheTrueCord() throws Exception {
        List<OrganDose> lines = new Phantom()
                .organ("ThecalSac", List.of())
                .organ("SpinalCord", Phantom.cylinder(5, -40, 40, 2))
                .read(ProposedSettings.all());

        assertThat(((DoseNumbers) lines.get(1).finding()).flags()).contains(Reason.ONLY_TRUE_CORD);
    }

    /** One and a half times round: the half that it goes round twice is outside. */
    @Test
    void aRingThatGoesRoundMoreThanOnceIsALowerBound() throws Exception {
        List<Ring> rings = inHotPlanes(ring -> {
            double[] once = ring.points();
            double[] more = Arrays.copyOf(once, once.length * 3 / 2);
            System.arraycopy(once, 0, more, once.length, once.length / 2);
            return new Ring(ring.z(), more);
        });

        DoseNumbers numbers = new Phantom().organ("ThecalSac", rings).numbers();

        assertThat(numbers.flags()).contains(Flag.RING_CROSSES_ITSELF);
        assertThat(numbers.lowerBound()).isTrue();
    }

    @Test
    void aHoleAtTheEndOfAKeyholeIsALowerBoundToo() throws Exception {
        List<Ring> rings = inHotPlanes(
                ring -> new Ring(ring.z(), -8, -8, 8, -8, 8, 8, 4, 8, 4, 4, 4, -4, -4, -4, -4, 4, 4, 4, 4, 8, -8, 8));

        DoseNumbers numbers = new Phantom().organ("ThecalSac", rings).numbers();

        assertThat(numbers.flags()).contains(Flag.HOLE).doesNotContain(Flag.RING_CROSSES_ITSELF);
        assertThat(numbers.lowerBound()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clockwise", "closed by its first point", "with points twice"})
    void aPlainRingHasNoHoleAndDoesNotCrossItself(String drawn) throws Exception {
        List<Ring> rings = inHotPlanes(ring -> new Ring(
                ring.z(),
                switch (drawn) {
                    case "clockwise" -> new double[] {-8, -8, -8, 8, 8, 8, 8, -8};
                    case "closed by its first point" -> new double[] {-8, -8, 8, -8, 8, 8, -8, 8, -8, -8};
                    default -> new double[] {-8, -8, 8, -8, 8, -8, 8, 8, -8, 8, -8, 8};
                }));

        assertThat(new Phantom().organ("ThecalSac", rings).numbers().lowerBound())
                .isFalse();
    }

    /** Steps of 1 Gy: the dose may be half of it higher, and the sampling does not know. */
    @Test
    void valuesInCoarseStepsAreImplausible() throws Exception {
        assertThat(reason(new Phantom(Grid.usual().withBits(16, 1), Phantom::hotMiddle)
                        .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))))
                .isEqualTo(Reason.IMPLAUSIBLE);
    }

    @Test
    void valuesInStepsOfAHundredthAreFineEnough() throws Exception {
        assertThat(new Phantom(Grid.usual().withBits(16, 0.29), Phantom::hotMiddle)
                        .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                        .numbers()
                        .d003ccGy())
                .isCloseTo(Phantom.withSac().numbers().d003ccGy(), within(0.15));
    }

    /** The contour ends at 4 mm, before the hot spot at 15 mm; dots go on to where the dose is low. */
    @Test
    void dotsBeyondTheOrganAreNotItsEnd() throws Exception {
        List<Ring> rings = Phantom.cylinder(8, -40, 40, 2).stream()
                .map(ring -> ring.z() > 4 ? Phantom.circle(0, 0, 0.4, ring.z()) : ring)
                .toList();

        DoseNumbers numbers = new Phantom(Grid.usual(), (x, y, z) -> Phantom.hotMiddle(x, y, z - 15))
                .organ("ThecalSac", rings)
                .numbers();

        assertThat(numbers.flags()).contains(Reason.ORGAN_CUT);
        assertThat(numbers.lowerBound()).isTrue();
    }

    /** Both halves of a plane, rounded apart: each is a thin plane of its own without the other half. */
    @ParameterizedTest
    @ValueSource(doubles = {0.06, 0.2, 0.5})
    void aPlaneThatIsRoundedApartIsALowerBound(double apart) throws Exception {
        List<Ring> rings = new ArrayList<>();
        for (Ring ring : Phantom.cylinder(8, -40, 40, 2)) {
            if (Math.abs(ring.z()) > 6) {
                rings.add(ring);
            } else {
                rings.add(new Ring(ring.z(), -8, -8, 0, -8, 0, 8, -8, 8));
                rings.add(new Ring(ring.z() + apart, 0, -8, 8, -8, 8, 8, 0, 8));
            }
        }

        DoseNumbers numbers = new Phantom().organ("ThecalSac", rings).numbers();

        assertThat(numbers.flags()).contains(Flag.PLANES_NEAR);
        assertThat(numbers.lowerBound()).isTrue();
    }

    @Test
    void aPlaneInTheMiddleBetweenTwoIsNoDoubt() throws Exception {
        List<Ring> rings = new ArrayList<>(Phantom.cylinder(8, -40, 40, 2));
        rings.add(Phantom.circle(0, 0, 8, 1));

        assertThat(new Phantom().organ("ThecalSac", rings).numbers().lowerBound())
                .isFalse();
    }
}
