package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.dose.DicomItem.Encoding;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.Phantom.Ring;
import org.spinecds.dose.dicom.Patient;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;
import org.spinecds.dose.pairing.Pairing.ByHand;

/** Every reason has its file. */
class ReasonsTests {

    private static final String PLAN_CLASS = "1.2.840.10008.5.1.4.1.1.481.5";

    private final Path folder;

    ReasonsTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<OrganDose> read() throws Exception {
        return Phantom.readFolder(folder, ProposedSettings.all());
    }

    private static DicomItem reference(String uid) {
        return new DicomItem().text(0x00081150, "UI", PLAN_CLASS).text(0x00081155, "UI", uid);
    }

    /** Writes a file for the reason. */
    private void write(Reason reason) throws Exception {
        Phantom sac = Phantom.withSac();
        switch (reason) {
            case NO_DOSE -> {
                sac.write(folder);
                Files.delete(folder.resolve(Phantom.PLAN + "-dose.dcm"));
            }
            case NO_PLAN -> {
                sac.write(folder);
                Files.delete(folder.resolve(Phantom.PLAN + "-plan.dcm"));
            }
            case NO_STRUCTURE_SET -> {
                sac.write(folder);
                Files.delete(folder.resolve(Phantom.PLAN + "-structures.dcm"));
            }
            case REFERENCES_MISSING -> {
                sac.dose().items(0x300C0002, reference("1.2.3.404"));
                sac.write(folder);
            }
            case OTHER_PATIENT -> {
                sac.plan().text(0x00100020, "LO", "patient1");
                sac.write(folder);
            }
            case UNITS_RELATIVE -> {
                sac.dose().text(0x30040002, "CS", "RELATIVE");
                sac.write(folder);
            }
            case DOSE_EFFECTIVE -> {
                sac.dose().text(0x30040004, "CS", "EFFECTIVE");
                sac.write(folder);
            }
            case DOSE_ERROR -> {
                sac.dose().text(0x30040004, "CS", "ERROR");
                sac.write(folder);
            }
            case ION_PLAN -> {
                sac.plan().item(0x300A00B0, 1).text(0x300A00C6, "CS", "PROTON");
                sac.write(folder);
            }
            case NOT_A_PLAN_DOSE -> {
                sac.dose().text(0x3004000A, "CS", "CONTROL_POINT");
                sac.write(folder);
            }
            case BRACHY -> {
                sac.plan().item(0x300A0070, 0).text(0x300A00A0, "IS", "1");
                sac.write(folder);
            }
            case SEVERAL_GROUPS -> {
                List<DicomItem> groups = sac.plan().itemsOf(0x300A0070);
                groups.add(new DicomItem().text(0x300A0078, "IS", "5"));
                sac.plan().items(0x300A0070, groups);
                sac.write(folder);
            }
            case SEVERAL_DOSES -> {
                Phantom hotter = new Phantom(Grid.usual(), (x, y, z) -> 1.1 * Phantom.hotMiddle(x, y, z));
                sac.other(hotter.dose().text(0x00080018, "UI", "1.2.3.1.9"));
                sac.write(folder);
            }
            case FRAME_MISMATCH -> {
                sac.dose().text(0x00200052, "UI", "1.2.3.999");
                sac.write(folder);
            }
            case NO_ORGAN ->
                new Phantom().organ("Heart", Phantom.cylinder(8, -40, 40, 2)).write(folder);
            case SEVERAL_ORGANS ->
                sac.organ("dural sac", Phantom.cylinder(7, -40, 40, 2)).write(folder);
            case ONLY_TRUE_CORD ->
                new Phantom()
                        .organ("SpinalCord", Phantom.cylinder(5, -40, 40, 2))
                        .write(folder);
            case EMPTY_ORGAN -> new Phantom().organ("ThecalSac", List.of()).write(folder);
            case NOT_CLOSED ->
                new Phantom()
                        .organ("ThecalSac", "OPEN_PLANAR", Phantom.cylinder(8, -40, 40, 2))
                        .write(folder);
            case OBLIQUE -> {
                new Phantom()
                        .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                        .with(phantom -> {
                            DicomItem first = phantom.contours(0).item(0x30060040, 0);
                            first.text(0x30060046, "IS", "3").text(0x30060050, "DS", "0\\0\\-40\\5\\0\\-39\\0\\5\\-40");
                        })
                        .write(folder);
            }
            case GAP -> {
                List<Ring> rings = new ArrayList<>(Phantom.cylinder(8, -40, 40, 2));
                rings.remove(20);
                new Phantom().organ("ThecalSac", rings).write(folder);
            }
            case GRID_TOO_SMALL ->
                new Phantom(Grid.box(-30, 30, -10, 10, 2), Phantom::hotMiddle)
                        .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                        .write(folder);
            case ORGAN_CUT ->
                new Phantom().organ("ThecalSac", Phantom.cylinder(8, -40, 4, 2)).write(folder);
            case GRID_TOO_COARSE ->
                new Phantom(Grid.box(-30, 30, -50, 50, 5), Phantom::hotMiddle)
                        .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                        .write(folder);
            case IMPLAUSIBLE ->
                new Phantom(Grid.usual(), (x, y, z) -> Phantom.hotMiddle(x, y, z) / 10)
                        .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2))
                        .write(folder);
            case NOT_APPROVED -> {
                sac.plan().text(0x300E0002, "CS", "UNAPPROVED");
                sac.write(folder);
            }
            case NOT_TREATED -> sac.fraction(1, 0, 0).write(folder);
            case DELIVERY_UNKNOWN -> {
                sac.plan().item(0x300A0070, 0).without(0x300A0078);
                sac.write(folder);
            }
            case UNREADABLE -> {
                sac.write(folder);
                Path dose = folder.resolve(Phantom.PLAN + "-dose.dcm");
                Files.write(dose, Arrays.copyOf(Files.readAllBytes(dose), 10_000));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonIsTold(Reason reason) throws Exception {
        write(reason);

        List<OrganDose> lines = read();

        assertThat(lines).isNotEmpty();
        switch (reason) {
            case ONLY_TRUE_CORD, GRID_TOO_SMALL, ORGAN_CUT ->
                assertThat(lines).allSatisfy(line -> {
                    DoseNumbers numbers = (DoseNumbers) line.finding();
                    assertThat(numbers.flags()).contains(reason);
                    assertThat(numbers.lowerBound()).isTrue();
                });
            default ->
                assertThat(lines).allSatisfy(line -> {
                    Unknown unknown = (Unknown) line.finding();
                    assertThat(unknown.reason()).as(unknown.detail()).isEqualTo(reason);
                    assertThat(unknown.detail()).isNotBlank();
                });
        }
    }

    @Test
    void theSoundPhantomHasANumberAndNoBoundFromBelow() throws Exception {
        DoseNumbers numbers = Phantom.withSac().numbers();

        assertThat(numbers.d003ccGy()).isBetween(29.0, 30.0);
        assertThat(numbers.lowerBound()).isFalse();
        assertThat(numbers.flags()).containsExactly(Reason.DELIVERY_UNKNOWN);
        assertThat(numbers.upperBound()).isTrue();
    }

    @Test
    void missingReferencesListTheCandidatesOfThisPatient() throws Exception {
        write(Reason.REFERENCES_MISSING);
        new Phantom()
                .asSecond("1.2.3.10")
                .with(other -> other.plan().text(0x00100020, "LO", "OTHER"))
                .write(folder);

        assertThat(read())
                .filteredOn(line -> Phantom.DOSE.equals(line.objects().rtdose()))
                .singleElement()
                .satisfies(line ->
                        assertThat(((Unknown) line.finding()).candidates()).containsExactly(Phantom.PLAN));
    }

    @Test
    void aPhysicistsPairingIsFollowedAndFlagged() throws Exception {
        write(Reason.REFERENCES_MISSING);

        List<OrganDose> lines = DoseReading.of(
                        new DoseQuestion(
                                folder,
                                null,
                                Map.of(),
                                Map.of(Phantom.DOSE, new ByHand(Phantom.PLAN, Phantom.STRUCTURES))),
                        ProposedSettings.all(),
                        (step, done, all) -> {})
                .doses();

        assertThat(lines).singleElement().satisfies(line -> assertThat(((DoseNumbers) line.finding()).flags())
                .contains(Flag.PAIRED_BY_HAND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dose", "plan", "structures"})
    void everyObjectOfTheChainBelongsToThePatient(String object) throws Exception {
        Phantom phantom = Phantom.withSac();
        DicomItem other =
                switch (object) {
                    case "dose" -> phantom.dose();
                    case "plan" -> phantom.plan();
                    default -> phantom.structures();
                };
        other.text(0x00100030, "DA", "19500102");
        phantom.write(folder);

        List<OrganDose> lines = DoseReading.of(
                        new DoseQuestion(folder, new Patient("PATIENT1", "SITE", "19500101"), Map.of(), Map.of()),
                        ProposedSettings.all(),
                        (step, done, all) -> {})
                .doses();

        assertThat(reasons(lines)).containsExactly(Reason.OTHER_PATIENT);
    }

    @Test
    void aDamagedContourRefusesItsOrganAlone() throws Exception {
        Phantom phantom = new Phantom()
                .organ("SpinalCord_PRV05", Phantom.cylinder(6, -40, 40, 2))
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
        phantom.contours(0).item(0x30060040, 3).text(0x30060046, "IS", "179");

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(lines).extracting(OrganDose::structure).containsExactly("SpinalCord_PRV", "ThecalSac");
        assertThat(((Unknown) lines.get(0).finding()).reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(lines.get(1).finding()).isInstanceOf(DoseNumbers.class);
    }

    @Test
    void aSecondDoseOfTheSamePlanBelongsToThePatientToo() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.other(new Phantom().dose().text(0x00080018, "UI", "1.2.3.1.9").text(0x00100020, "LO", "OTHER"));

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsOnly(Reason.OTHER_PATIENT);
    }

    private static List<Reason> reasons(List<OrganDose> lines) {
        return lines.stream()
                .map(line -> line.finding() instanceof Unknown unknown ? unknown.reason() : null)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " PATIENT1", "PATIENT1x"})
    void anIdThatDiffersByAByteIsAnotherPatient(String id) throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.plan().text(0x00100020, "LO", id);

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.OTHER_PATIENT);
    }

    @Test
    void anEmptyIdIsNobody() throws Exception {
        Phantom phantom = Phantom.withSac();
        for (DicomItem object : List.of(phantom.dose(), phantom.plan(), phantom.structures())) {
            object.text(0x00100020, "LO", "");
        }

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.OTHER_PATIENT);
    }

    @Test
    void paddingIssuerAndBirthDateThatAreMissingAreNoOtherPatient() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.plan().text(0x00100020, "LO", "PATIENT1  ").without(0x00100021).without(0x00100030);

        assertThat(phantom.numbers().d003ccGy()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1e-7", "NaN", "1e-3"})
    void aScalingThatMakesNoDoseIsImplausible(String scaling) throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().text(0x3004000E, "DS", scaling);

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.IMPLAUSIBLE);
    }

    @Test
    void tooFewPixelsAreImplausible() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().bytes(0x7FE00010, "OW", new byte[1000]);

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.IMPLAUSIBLE);
    }

    @Test
    void aNegativeDoseIsImplausible() throws Exception {
        Phantom phantom = new Phantom(Grid.usual(), (x, y, z) -> z == 40 ? -1 : Phantom.hotMiddle(x, y, z))
                .organ("ThecalSac", Phantom.cylinder(8, -40, 40, 2));
        phantom.dose().number(0x00280103, 1);

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.IMPLAUSIBLE);
    }

    @Test
    void theDoseOfOneFractionIsNamed() throws Exception {
        write(Reason.IMPLAUSIBLE);

        assertThat(read()).singleElement().satisfies(line -> assertThat(((Unknown) line.finding()).detail())
                .contains("one fraction"));
    }

    @Test
    void bigEndianAndCompressedFilesSayWhy() throws Exception {
        byte[] file = Phantom.withSac().dose().file(Encoding.EXPLICIT);
        String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.write(
                folder.resolve("a.dcm"),
                bytes(text.replaceFirst("1\\.2\\.840\\.10008\\.1\\.2\\.1\0", "1.2.840.10008.1.2.2\0")));
        Files.write(
                folder.resolve("b.dcm"),
                bytes(text.replaceFirst("1\\.2\\.840\\.10008\\.1\\.2\\.1\0", "1.2.840.10008.1.2.5\0")));

        assertThat(read())
                .hasSize(2)
                .extracting(line -> ((Unknown) line.finding()).detail())
                .anySatisfy(detail -> assertThat(detail).contains("Big endian"))
                .anySatisfy(detail -> assertThat(detail).contains("Compressed"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Test
    void filesThatAreNoDicomArePassedOver() throws Exception {
        Phantom.withSac().write(folder);
        Files.writeString(folder.resolve("readme.txt"), "No DICOM, and longer than a preamble. ".repeat(20));
        Files.createFile(folder.resolve("empty"));

        DoseReport report = DoseReading.of(folder, ProposedSettings.all(), (step, done, all) -> {});

        assertThat(report.passedOver()).isEqualTo(2);
        assertThat(report.doses()).singleElement().satisfies(line -> assertThat(line.finding())
                .isInstanceOf(DoseNumbers.class));
    }

    @Test
    void theSameDoseTwiceIsOneDose() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.other(new Phantom().dose().text(0x00080018, "UI", "1.2.3.1.9"));

        assertThat(phantom.numbers().d003ccGy()).isPositive();
    }

    @Test
    void theSameDoseInAnotherOrientationIsOneDose() throws Exception {
        Grid turned = new Grid(
                31,
                31,
                51,
                new double[] {30, -30, 50},
                new double[] {-1, 0, 0, 0, 1, 0},
                new double[] {2, 2, 2},
                32,
                1e-7);
        Phantom phantom = Phantom.withSac();
        phantom.other(new Phantom(turned, Phantom::hotMiddle).dose().text(0x00080018, "UI", "1.2.3.1.9"));

        assertThat(phantom.numbers().d003ccGy()).isPositive();
    }

    @Test
    void twoFilesWithOneUidAreUnreadable() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.other(new Phantom(Grid.usual(), (x, y, z) -> 31).dose());

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.UNREADABLE);
    }

    @Test
    void aFractionDoseOfTheOnlyGroupIsFlagged() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().text(0x3004000A, "CS", "FRACTION");

        assertThat(phantom.numbers().flags()).contains(Flag.FRACTION_DOSE);
    }

    @Test
    void aFractionDoseThatNoPrescriptionChecksIsRefused() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().text(0x3004000A, "CS", "FRACTION");
        phantom.plan().without(0x300A0010);

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.NOT_A_PLAN_DOSE);
    }

    private static DicomItem beamDose(int beam, double share) {
        Phantom part = new Phantom(Grid.usual(), (x, y, z) -> share * Phantom.hotMiddle(x, y, z));
        return part.dose()
                .text(0x00080018, "UI", "1.2.3.1." + beam)
                .text(0x3004000A, "CS", "BEAM")
                .items(
                        0x300C0002,
                        reference(Phantom.PLAN)
                                .items(
                                        0x300C0020,
                                        new DicomItem()
                                                .items(
                                                        0x300C0004,
                                                        new DicomItem().text(0x300C0006, "IS", String.valueOf(beam)))));
    }

    @Test
    void allBeamsTogetherAreThePlan() throws Exception {
        Phantom.withSac().other(beamDose(1, 0.25)).other(beamDose(2, 0.75)).write(folder);
        Files.delete(folder.resolve(Phantom.PLAN + "-dose.dcm"));

        assertThat(read()).singleElement().satisfies(line -> {
            DoseNumbers numbers = (DoseNumbers) line.finding();
            assertThat(numbers.d003ccGy()).isCloseTo(Phantom.withSac().numbers().d003ccGy(), within(1e-5));
            assertThat(numbers.flags()).contains(Flag.SUM_OF_BEAMS);
        });
    }

    @Test
    void someBeamsAreNoPlan() throws Exception {
        Phantom.withSac().other(beamDose(2, 1)).write(folder);
        Files.delete(folder.resolve(Phantom.PLAN + "-dose.dcm"));

        assertThat(reasons(read())).containsExactly(Reason.NOT_A_PLAN_DOSE);
    }

    @Test
    void aBeamBesideThePlanIsNoSecondDose() throws Exception {
        assertThat(Phantom.withSac().other(beamDose(2, 0.5)).numbers().flags())
                .doesNotContain((Note) Flag.SUM_OF_BEAMS);
    }

    @Test
    void aTrueCordBesideAnotherOrganIsALowerBoundToo() throws Exception {
        List<OrganDose> lines = Phantom.withSac()
                .organ("SpinalCord", Phantom.cylinder(5, -40, 40, 2))
                .read(ProposedSettings.all());

        assertThat(lines).hasSize(2).allSatisfy(line -> {
            DoseNumbers numbers = (DoseNumbers) line.finding();
            assertThat(numbers.lowerBound()).isEqualTo("SpinalCord".equals(line.structure()));
            assertThat(numbers.flags()).doesNotContain((Note) Reason.ONLY_TRUE_CORD);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optThecalSac",
                "ThecalSac_avoid",
                "~ThecalSac",
                "zThecalSac",
                "ThecalSac-PTV",
                "ThecalSacs",
                "Sac"
            })
    void helpersOfPlanningAndNearNamesAreNoOrgan(String name) throws Exception {
        assertThat(reasons(new Phantom()
                        .organ(name, Phantom.cylinder(8, -40, 40, 2))
                        .read(ProposedSettings.all())))
                .containsExactly(Reason.NO_ORGAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ThecalSac", "thecal sac", "THECAL_SAC", "Dural-Sac"})
    void theSacHasManySpellings(String name) throws Exception {
        assertThat(new Phantom().organ(name, Phantom.cylinder(8, -40, 40, 2)).read(ProposedSettings.all()))
                .singleElement()
                .satisfies(line -> assertThat(line.structure()).isEqualTo("ThecalSac"));
    }

    @Test
    void thePlanningVolumeOfTheCordHasAnyMargin() throws Exception {
        assertThat(new Phantom()
                        .organ("SpinalCord_PRV05", Phantom.cylinder(8, -40, 40, 2))
                        .read(ProposedSettings.all()))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.structure()).isEqualTo("SpinalCord_PRV");
                    assertThat(((DoseNumbers) line.finding()).lowerBound()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00100021, 0x00100030})
    void planAndContoursOfTwoPatientsAreNotJoinedByADoseThatSaysLess(int tag) throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().without(tag);
        phantom.structures().text(tag, tag == 0x00100030 ? "DA" : "LO", tag == 0x00100030 ? "19500102" : "OTHER");

        assertThat(reasons(phantom.read(ProposedSettings.all()))).containsExactly(Reason.OTHER_PATIENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "structures"})
    void planAndContoursAreThoseOfTheExpectedPatient(String object) throws Exception {
        Phantom phantom = Phantom.withSac();
        for (DicomItem silent : List.of(phantom.dose(), phantom.plan(), phantom.structures())) {
            silent.without(0x00100030);
        }
        (object.equals("plan") ? phantom.plan() : phantom.structures()).text(0x00100030, "DA", "19500102");
        phantom.write(folder);

        List<OrganDose> lines = DoseReading.of(
                        new DoseQuestion(folder, new Patient("PATIENT1", "SITE", "19500101"), Map.of(), Map.of()),
                        ProposedSettings.all(),
                        (step, done, all) -> {})
                .doses();

        assertThat(reasons(lines)).containsExactly(Reason.OTHER_PATIENT);
    }

    @Test
    void aPlanWithoutADoseIsTold() throws Exception {
        Phantom.withSac().write(folder);
        Phantom.withSac().asSecond(Phantom.FRAME).write(folder);
        Files.delete(folder.resolve(Phantom.PLAN + ".2-dose.dcm"));

        List<OrganDose> lines = read();

        assertThat(lines)
                .filteredOn(line -> (Phantom.PLAN + ".2").equals(line.objects().rtplan()))
                .singleElement()
                .satisfies(
                        line -> assertThat(((Unknown) line.finding()).reason()).isEqualTo(Reason.NO_DOSE));
        assertThat(lines).hasSize(2);
    }

    @Test
    void foldersDeeperThanTheWalkAreRefused() throws Exception {
        Path deep = folder;
        for (int depth = 0; depth < 20; depth++) {
            deep = deep.resolve("d");
        }
        Files.createDirectories(deep);
        Phantom.withSac().write(deep);

        org.assertj.core.api.Assertions.assertThatExceptionOfType(java.io.IOException.class)
                .isThrownBy(this::read);
    }
}
