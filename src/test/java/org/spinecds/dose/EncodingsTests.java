package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.spinecds.dose.DicomItem.Encoding;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.setting.OrganName;
import org.spinecds.dose.setting.OrganNames;

/** One scene is one dose, however it is written. */
class EncodingsTests {

    /** Without any symmetry, so that a swapped axis shows. */
    private static double lopsided(double x, double y, double z) {
        return 30 * Math.exp(-Math.pow(x - 5, 2) / 800 - Math.pow(y + 7, 2) / 1800 - Math.pow(z - 9, 2) / 500);
    }

    private static Phantom scene(Grid grid) {
        return new Phantom(grid, EncodingsTests::lopsided).organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
    }

    private static void assertSame(DoseNumbers numbers, DoseNumbers other) {
        assertThat(numbers.d003ccGy()).isCloseTo(other.d003ccGy(), within(1e-6));
        assertThat(numbers.d01ccGy()).isCloseTo(other.d01ccGy(), within(1e-6));
        assertThat(numbers.dmaxGy()).isCloseTo(other.dmaxGy(), within(1e-6));
        assertThat(numbers.range().lo()).isCloseTo(other.range().lo(), within(1e-6));
        assertThat(numbers.range().hi()).isCloseTo(other.range().hi(), within(1e-6));
        assertThat(numbers.volumeCc()).isCloseTo(other.volumeCc(), within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void theTransferSyntaxChangesNothing(Encoding encoding) throws Exception {
        assertSame(
                scene(Grid.usual()).encoded(encoding).numbers(),
                scene(Grid.usual()).numbers());
    }

    /** The corner of the grid is the one where row, column and normal begin. */
    @ParameterizedTest
    @CsvSource({
        "HFS, 1 0 0 0 1 0, -30 -30 -50, 31 31 51",
        "HFP, -1 0 0 0 -1 0, 30 30 -50, 31 31 51",
        "FFS, -1 0 0 0 1 0, 30 -30 50, 31 31 51",
        "FFP, 1 0 0 0 -1 0, -30 30 50, 31 31 51",
        "HFDR, 0 -1 0 1 0 0, -30 30 -50, 31 31 51",
        "HFDL, 0 1 0 -1 0 0, 30 -30 -50, 31 31 51",
        "FFDR, 0 -1 0 -1 0 0, 30 30 50, 31 31 51",
        "FFDL, 0 1 0 1 0 0, -30 -30 50, 31 31 51",
        "sagittal, 0 1 0 0 0 -1, 30 -30 50, 31 51 31",
        "coronal, 1 0 0 0 0 -1, -30 -30 50, 31 51 31"
    })
    void theOrientationChangesNothing(String name, String orientation, String corner, String size) throws Exception {
        double[] counts = numbers(size);
        Grid grid = new Grid(
                (int) counts[0],
                (int) counts[1],
                (int) counts[2],
                numbers(corner),
                numbers(orientation),
                new double[] {2, 2, 2},
                32,
                1e-7);

        assertSame(scene(grid).numbers(), scene(Grid.usual()).numbers());
    }

    private static double[] numbers(String text) {
        return java.util.Arrays.stream(text.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Test
    void offsetsMayBePositions() throws Exception {
        Phantom absolute = scene(Grid.usual());
        double[] offsets = new double[51];
        java.util.Arrays.setAll(offsets, plane -> -50 + 2 * plane);
        absolute.dose().decimals(0x3004000C, offsets);

        assertSame(absolute.numbers(), scene(Grid.usual()).numbers());
    }

    @Test
    void offsetsOfAFeetFirstPatientMayBePositionsToo() throws Exception {
        Grid grid = new Grid(
                31,
                31,
                51,
                new double[] {30, -30, 50},
                new double[] {-1, 0, 0, 0, 1, 0},
                new double[] {2, 2, 2},
                32,
                1e-7);
        Phantom absolute = scene(grid);
        double[] offsets = new double[51];
        java.util.Arrays.setAll(offsets, plane -> 50 - 2 * plane);
        absolute.dose().decimals(0x3004000C, offsets);

        assertSame(absolute.numbers(), scene(Grid.usual()).numbers());
    }

    @Test
    void offsetsMayFall() throws Exception {
        Phantom falling = new Phantom(Grid.usual(), (x, y, z) -> lopsided(x, y, -z))
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
        double[] offsets = new double[51];
        java.util.Arrays.setAll(offsets, plane -> -2 * plane);
        falling.dose().decimals(0x3004000C, offsets).decimals(0x00200032, -30, -30, 50);

        assertSame(falling.numbers(), scene(Grid.usual()).numbers());
    }

    @Test
    void sixteenBitsAreAsGoodAsTheirStep() throws Exception {
        double step = 30.0 / 60_000;

        DoseNumbers coarse = scene(Grid.usual().withBits(16, step)).numbers();

        assertThat(coarse.d003ccGy()).isCloseTo(scene(Grid.usual()).numbers().d003ccGy(), within(step));
    }

    @Test
    void sixteenBitsHaveNoSign() throws Exception {
        Phantom hot = new Phantom(Grid.usual().withBits(16, 0.001), (x, y, z) -> 60)
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));

        assertThat(hot.numbers().d003ccGy()).isCloseTo(60, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"ISO_IR 192, UTF-8", "ISO_IR 100, ISO-8859-1", "ISO_IR 144, ISO-8859-5", "GB18030, GB18030"})
    void namesAreReadInTheirCharacterSet(String defined, String charset) throws Exception {
        String name =
                switch (defined) {
                    case "ISO_IR 144" -> "Спинной мозг";
                    case "GB18030" -> "脊髓";
                    default -> "Rückenmark é";
                };
        Phantom phantom = scene(Grid.usual());
        phantom.structures().text(0x00080005, "CS", defined);
        phantom.roi(0).bytes(0x30060026, "LO", name.getBytes(charset));

        assertThat(phantom.read(ProposedSettings.all()
                        .withNames(new OrganNames(
                                java.util.List.of(new OrganName(name, "SpinalCord", true)), java.util.List.of()))))
                .singleElement()
                .satisfies(line -> assertThat(line.roi()).isEqualTo(name));
    }

    @Test
    void koreanNamesAreReadWithoutTheirEscapes() throws Exception {
        Phantom phantom = scene(Grid.usual());
        phantom.structures().text(0x00080005, "CS", "\\ISO 2022 IR 149");
        byte[] letters = "척수".getBytes("EUC-KR");
        byte[] name = new byte[letters.length + 4];
        System.arraycopy("\u001b$)C".getBytes(StandardCharsets.ISO_8859_1), 0, name, 0, 4);
        System.arraycopy(letters, 0, name, 4, letters.length);
        phantom.roi(0).bytes(0x30060026, "LO", name);

        assertThat(phantom.read(ProposedSettings.all()
                        .withNames(new OrganNames(
                                java.util.List.of(new OrganName("척수", "SpinalCord", true)), java.util.List.of()))))
                .singleElement()
                .satisfies(line -> assertThat(line.roi()).isEqualTo("척수"));
    }
}
