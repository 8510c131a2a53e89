package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.Phantom.Ring;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.DoseSum;
import org.spinecds.dose.finding.DoseSum.Kind;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.RegistrationDoubt;

/** Doses of two plans. The second patient's position is the first one turned by 10 degrees and shifted. */
class SumsTests {

    private static final String SECOND = "1.2.3.10";
    private static final double COS = Math.cos(Math.toRadians(10));
    private static final double SIN = Math.sin(Math.toRadians(10));

    /** From the second frame into the first. */
    private static final double[] MATRIX = {COS, -SIN, 0, 12, SIN, COS, 0, -4, 0, 0, 1, 7, 0, 0, 0, 1};

    private final Path folder;

    SumsTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private DoseReport read() throws Exception {
        return DoseReading.of(folder, ProposedSettings.all().withAlphaBeta(2), (step, done, all) -> {});
    }

    private static DoseSum of(Kind kind, DoseReport report) {
        return report.sums().stream()
                .filter(sum -> sum.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** 30 Gy at one end of the sac, little at the other. */
    private static double lowEnd(double x, double y, double z) {
        return 30 * Math.exp(-Math.pow(z + 15, 2) / (2 * 12 * 12));
    }

    private static double highEnd(double x, double y, double z) {
        return lowEnd(x, y, -z);
    }

    private static Phantom first() {
        return new Phantom(Grid.usual(), SumsTests::lowEnd).organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
    }

    /** The sac of the second frame: seen from the first one, it is the first sac. */
    private static Phantom second(Phantom.Formula formula) {
        List<Ring> rings = Phantom.cylinder(8, -40, 40, 2).stream()
                .map(ring -> {
                    double[] points = ring.points().clone();
                    for (int at = 0; at < points.length; at += 2) {
                        double x = ring.points()[at] - 12;
                        double y = ring.points()[at + 1] + 4;
                        points[at] = COS * x + SIN * y;
                        points[at + 1] = -SIN * x + COS * y;
                    }
                    return new Ring(ring.z() - 7, points);
                })
                .toList();
        return new Phantom(Grid.box(-40, 40, -60, 50, 2), (x, y, z) -> formula.at(0, 0, z + 7))
                .organ("ThecalSac", rings)
                .asSecond(SECOND);
    }

    private static double[] inverse() {
        return new double[] {COS, SIN, 0, -12 * COS + 4 * SIN, -SIN, COS, 0, 12 * SIN + 4 * COS, 0, 0, 1, -7, 0, 0, 0, 1
        };
    }

    private static double eqd2(double dose) {
        return dose * (dose / 10 + 2) / 4;
    }

    @Test
    void phasesOfOneFrameAreAddedAtEachPoint() throws Exception {
        first().write(folder);
        new Phantom(Grid.usual(), SumsTests::highEnd)
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                .asSecond(Phantom.FRAME)
                .write(folder);

        DoseSum sum = of(Kind.PHASES, read());

        // Along the axis the sum is highest near the ends, where one dose is 30 Gy; the hottest 0.03 cc is a thin disc.
        double highest = 0;
        for (double z = -40; z <= 40; z += 0.01) {
            highest = Math.max(highest, eqd2(lowEnd(0, 0, z)) + eqd2(highEnd(0, 0, z)));
        }
        assertThat(sum.eqd2Gy()).isCloseTo(highest, within(0.01 * highest + 0.05));
        assertThat(sum.eqd2Gy()).isLessThan(2 * eqd2(30));
        assertThat(sum.rtplans()).containsExactly(Phantom.PLAN, Phantom.PLAN + ".2");
    }

    @Test
    void maximaOfTwoFramesAreAdded() throws Exception {
        first().write(folder);
        second(SumsTests::highEnd).write(folder);

        DoseReport report = read();

        double expected = report.doses().stream()
                .mapToDouble(line -> {
                    Double eqd2 = ((DoseNumbers) line.finding()).eqd2Gy();
                    return eqd2 == null ? Double.NaN : eqd2;
                })
                .sum();
        assertThat(of(Kind.SUM_OF_MAXIMA, report).eqd2Gy()).isCloseTo(expected, within(1e-9));
        assertThat(report.sums()).extracting(DoseSum::kind).containsExactly(Kind.SUM_OF_MAXIMA);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theDirectionOfARegistrationIsFoundByTheSacs(boolean asWritten) throws Exception {
        first().other(Phantom.registration(SECOND, "RIGID", asWritten ? MATRIX : inverse()))
                .write(folder);
        second(SumsTests::lowEnd).write(folder);

        DoseReport report = read();

        // Both doses are highest in the same place.
        double expected = 2 * eqd2(30);
        assertThat(of(Kind.ACCUMULATED, report).eqd2Gy()).isCloseTo(expected, within(0.02 * expected));
        assertThat(of(Kind.ACCUMULATED, report).eqd2Gy())
                .isCloseTo(of(Kind.SUM_OF_MAXIMA, report).eqd2Gy(), within(0.01 * expected));
    }

    @Test
    void dosesInDifferentPlacesDoNotAddUp() throws Exception {
        first().other(Phantom.registration(SECOND, "RIGID", MATRIX)).write(folder);
        second(SumsTests::highEnd).write(folder);

        DoseReport report = read();

        assertThat(of(Kind.ACCUMULATED, report).eqd2Gy()).isLessThan(0.6 * 2 * eqd2(30));
        assertThat(of(Kind.SUM_OF_MAXIMA, report).eqd2Gy()).isGreaterThan(0.9 * 2 * eqd2(30));
    }

    private RegistrationDoubt doubt(DicomItem registration) throws Exception {
        first().other(registration).write(folder);
        second(SumsTests::lowEnd).write(folder);
        DoseSum sum = of(Kind.ACCUMULATED, read());
        assertThat(sum.eqd2Gy()).isNull();
        return java.util.Objects.requireNonNull(sum.unknown());
    }

    @Test
    void aMatrixThatScalesIsRefused() throws Exception {
        double[] scaled = MATRIX.clone();
        scaled[10] = 1.01;

        assertThat(doubt(Phantom.registration(SECOND, "RIGID", scaled))).isEqualTo(RegistrationDoubt.NOT_RIGID);
    }

    @Test
    void aMirrorIsRefused() throws Exception {
        double[] mirrored = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1};

        assertThat(doubt(Phantom.registration(SECOND, "RIGID", mirrored))).isEqualTo(RegistrationDoubt.NOT_RIGID);
    }

    @Test
    void aMatrixOfAnotherTypeIsRefused() throws Exception {
        assertThat(doubt(Phantom.registration(SECOND, "AFFINE", MATRIX))).isEqualTo(RegistrationDoubt.NOT_RIGID);
    }

    @Test
    void severalMatricesAreRefused() throws Exception {
        DicomItem registration = Phantom.registration(SECOND, "RIGID", MATRIX);
        DicomItem matrices = registration.item(0x00700308, 1).item(0x00700309, 0);
        List<DicomItem> twice = matrices.itemsOf(0x0070030A);
        twice.addAll(matrices.itemsOf(0x0070030A));
        matrices.items(0x0070030A, twice);

        assertThat(doubt(registration)).isEqualTo(RegistrationDoubt.SEVERAL_MATRICES);
    }

    @Test
    void sacsThatDoNotMeetAreRefused() throws Exception {
        double[] wrong = MATRIX.clone();
        wrong[3] = 16;

        assertThat(doubt(Phantom.registration(SECOND, "RIGID", wrong))).isEqualTo(RegistrationDoubt.SACS_APART);
    }

    @Test
    void sacsThatMeetWithinThreeMillimetresAreAccepted() throws Exception {
        double[] near = MATRIX.clone();
        near[3] = 14.8;
        first().other(Phantom.registration(SECOND, "RIGID", near)).write(folder);
        second(SumsTests::lowEnd).write(folder);

        assertThat(of(Kind.ACCUMULATED, read()).unknown()).isNull();
    }

    @Test
    void aShiftThatMeetsBothWaysHasNoDirection() throws Exception {
        first().other(Phantom.registration(SECOND, "RIGID", 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1))
                .write(folder);
        first().asSecond(SECOND).write(folder);

        assertThat(of(Kind.ACCUMULATED, read()).unknown()).isEqualTo(RegistrationDoubt.DIRECTION_UNKNOWN);
    }

    private static Phantom phase(int number) {
        Phantom phantom = new Phantom(Grid.usual(), SumsTests::lowEnd)
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                .asSecond(Phantom.FRAME);
        phantom.dose()
                .text(0x00080018, "UI", Phantom.DOSE + "." + number)
                .items(
                        0x300C0002,
                        new DicomItem()
                                .text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.481.5")
                                .text(0x00081155, "UI", Phantom.PLAN + "." + number));
        phantom.plan()
                .text(0x00080018, "UI", Phantom.PLAN + "." + number)
                .items(
                        0x300C0060,
                        new DicomItem()
                                .text(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.481.3")
                                .text(0x00081155, "UI", Phantom.STRUCTURES + "." + number));
        phantom.structures().text(0x00080018, "UI", Phantom.STRUCTURES + "." + number);
        return phantom;
    }

    private void assertPartsMissing(boolean missing) throws Exception {
        DoseSum sum = of(Kind.PHASES, read());
        assertThat(sum.rtplans()).hasSize(2);
        assertThat(sum.lowerBound()).isEqualTo(missing);
        assertThat(sum.flags().contains(Flag.PARTS_MISSING)).isEqualTo(missing);
    }

    /** A phase that has no number, for a reason that leaves its dose in the patient. */
    @ParameterizedTest
    @ValueSource(strings = {"units", "no dose", "no plan", "gap", "unreadable", "records", "no organ"})
    void aSumWithoutAPhaseIsALowerBound(String trouble) throws Exception {
        phase(2).write(folder);
        Phantom third = phase(3);
        Phantom fourth = phase(4);
        switch (trouble) {
            case "units" -> fourth.dose().text(0x30040002, "CS", "RELATIVE");
            case "gap" -> fourth.contours(0).items(0x30060040, everySecond(fourth));
            case "records" -> third.fraction("1.2.3.2.7", 1, 1, 1);
            case "no organ" -> fourth.roi(0).text(0x30060026, "LO", "Heart");
            default -> {}
        }
        third.write(folder);
        if (trouble.equals("records")) {
            assertPartsMissing(true);
            return;
        }
        fourth.write(folder);
        Path dose = folder.resolve(Phantom.PLAN + ".4-dose.dcm");
        switch (trouble) {
            case "no dose" -> Files.delete(dose);
            case "no plan" -> Files.delete(folder.resolve(Phantom.PLAN + ".4-plan.dcm"));
            case "unreadable" -> Files.write(dose, java.util.Arrays.copyOf(Files.readAllBytes(dose), 9_000));
            default -> {}
        }

        assertPartsMissing(true);
    }

    private static List<DicomItem> everySecond(Phantom phantom) {
        List<DicomItem> contours = phantom.contours(0).itemsOf(0x30060040);
        contours.subList(10, 14).clear();
        return contours;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "draft", "untreated", "relative beside"})
    void aSumOfAllPhasesIsNone(String beside) throws Exception {
        phase(2).write(folder);
        Phantom third = phase(3);
        Phantom fourth = phase(4);
        switch (beside) {
            case "draft" -> fourth.plan().text(0x300E0002, "CS", "UNAPPROVED");
            case "untreated" -> fourth.fraction(Phantom.PLAN + ".4", 1, 0, 0);
            case "relative beside" ->
                third.other(phase(3).dose().text(0x00080018, "UI", "1.2.3.1.9").text(0x30040002, "CS", "RELATIVE"));
            default -> {}
        }
        third.write(folder);
        if (beside.equals("draft") || beside.equals("untreated")) {
            fourth.write(folder);
        }

        assertPartsMissing(false);
    }

    @Test
    void dosesOfTwoPatientsAreNotAdded() throws Exception {
        first().write(folder);
        Phantom other = second(SumsTests::highEnd);
        for (DicomItem object : List.of(other.dose(), other.plan(), other.structures())) {
            object.text(0x00100020, "LO", "PATIENT2");
        }
        other.write(folder);

        DoseReport report = read();

        assertThat(report.doses()).hasSize(2);
        assertThat(report.sums()).isEmpty();
    }
}
