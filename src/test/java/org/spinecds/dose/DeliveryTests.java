package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.dose.DicomItem.Encoding;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Finding;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.finding.Unknown;

/** Dose and fractions that belong together. The plan has ten fractions of two beams. */
class DeliveryTests {

    private final Path folder;

    DeliveryTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Phantom fractions(int count) {
        Phantom phantom = Phantom.withSac();
        for (int fraction = 1; fraction <= count; fraction++) {
            phantom.fraction(fraction, 1, 1);
        }
        return phantom;
    }

    private static void assertFractions(DoseNumbers numbers, int fractions) throws Exception {
        assertThat(numbers.fractions()).isEqualTo(fractions);
        assertThat(numbers.d003ccGy()).isCloseTo(Phantom.withSac().numbers().d003ccGy() * fractions / 10, within(1e-9));
    }

    private Finding given(Phantom phantom, int fractions) throws Exception {
        phantom.write(folder);
        return DoseReading.of(
                        new DoseQuestion(folder, null, Map.of(Phantom.PLAN, fractions), Map.of()),
                        ProposedSettings.all(),
                        (step, done, all) -> {})
                .doses()
                .get(0)
                .finding();
    }

    @Test
    void sevenOfTenFractionsAreSevenTenthsOfTheDose() throws Exception {
        DoseNumbers numbers = fractions(7).numbers();

        assertFractions(numbers, 7);
        assertThat(numbers.upperBound()).isFalse();
        assertThat(numbers.flags()).containsExactly((Note) Flag.FEWER_THAN_PLANNED);
        DoseNumbers whole = Phantom.withSac().numbers();
        assertThat(numbers.range().lo()).isCloseTo(0.7 * whole.range().lo(), within(1e-9));
        assertThat(numbers.range().hi()).isCloseTo(0.7 * whole.range().hi(), within(1e-9));
        assertThat(numbers.dmaxGy()).isCloseTo(0.7 * whole.dmaxGy(), within(1e-9));
        assertThat(numbers.d01ccGy()).isCloseTo(0.7 * whole.d01ccGy(), within(1e-9));
        assertThat(numbers.changePerMm()).isCloseTo(0.7 * whole.changePerMm(), within(1e-9));
    }

    @Test
    void aWholeCourseHasNoNote() throws Exception {
        assertThat(fractions(10).numbers().flags()).isEmpty();
    }

    @Test
    void fewerFractionsThatAnotherSourceConfirmsHaveNoNote() throws Exception {
        assertThat(((DoseNumbers) given(fractions(7), 7)).flags()).isEmpty();
    }

    @Test
    void withoutRecordsThePlannedFractionsAreAnUpperBound() throws Exception {
        DoseNumbers numbers = Phantom.withSac().numbers();

        assertFractions(numbers, 10);
        assertThat(numbers.upperBound()).isTrue();
        assertThat(numbers.flags()).contains(Reason.DELIVERY_UNKNOWN);
    }

    @Test
    void withoutRecordsTheGivenFractionsCount() throws Exception {
        DoseNumbers numbers = (DoseNumbers) given(Phantom.withSac(), 4);

        assertFractions(numbers, 4);
        assertThat(numbers.upperBound()).isFalse();
    }

    @Test
    void noGivenFractionIsNoTreatment() throws Exception {
        assertThat(((Unknown) given(Phantom.withSac(), 0)).reason()).isEqualTo(Reason.NOT_TREATED);
    }

    @Test
    void ofRecordsAndGivenFractionsTheLargerCounts() throws Exception {
        DoseNumbers numbers = (DoseNumbers) given(fractions(7), 9);

        assertFractions(numbers, 9);
        assertThat(numbers.flags()).contains(Flag.FRACTIONS_DIFFER);
        assertThat(numbers.upperBound()).isTrue();
    }

    @Test
    void aFractionWithoutOneOfItsBeamsCountsAsWholeAndIsFlagged() throws Exception {
        DoseNumbers numbers = fractions(6).fraction(7, 1, 0).numbers();

        assertFractions(numbers, 7);
        assertThat(numbers.flags()).contains(Flag.FRACTION_INCOMPLETE);
        assertThat(numbers.upperBound()).isTrue();
    }

    @Test
    void anInterruptedFractionThatWasFinishedIsWhole() throws Exception {
        DoseNumbers numbers =
                fractions(6).fraction(7, 0.4, 0).fraction(7, 0.6, 1).numbers();

        assertFractions(numbers, 7);
        assertThat(numbers.flags()).containsExactly((Note) Flag.FEWER_THAN_PLANNED);
    }

    @Test
    void twoTreatmentsOfOneNumberAreTwo() throws Exception {
        assertFractions(fractions(6).fraction(6, 1, 1).numbers(), 7);
    }

    @Test
    void aMissingRecordCountsAsDelivered() throws Exception {
        DoseNumbers numbers = fractions(3).fraction(5, 1, 1).numbers();

        assertFractions(numbers, 5);
        assertThat(numbers.flags()).contains(Flag.RECORDS_MISSING);
        assertThat(numbers.upperBound()).isTrue();
    }

    @Test
    void numbersThatGoOnFromAnEarlierPlanAreNoMissingRecords() throws Exception {
        assertFractions(Phantom.withSac().fraction(11, 1, 1).fraction(12, 1, 1).numbers(), 2);
    }

    @Test
    void recordsOfAnotherPlanDoNotCount() throws Exception {
        assertFractions(fractions(3).fraction("1.2.3.404", 4, 1, 1).numbers(), 3);
    }

    @Test
    void aRecordOfAnotherPatientLeavesTheCountOpen() throws Exception {
        Phantom phantom = fractions(3);
        phantom.lastOther().text(0x00100020, "LO", "OTHER");

        DoseNumbers numbers = phantom.numbers();

        assertFractions(numbers, 10);
        assertThat(numbers.flags()).contains(Reason.DELIVERY_UNKNOWN);
    }

    @Test
    void setupPicturesDoNotCount() throws Exception {
        Phantom phantom = fractions(3).fraction(4, 1, 1);
        for (DicomItem beam : phantom.lastOther().itemsOf(0x30080020)) {
            beam.text(0x300A00CE, "CS", "SETUP");
        }

        assertFractions(phantom.numbers(), 3);
    }

    @Test
    void recordsWithoutNumbersOfFractionsCannotBeCounted() throws Exception {
        Phantom phantom = fractions(3);
        phantom.lastOther().item(0x30080020, 0).without(0x30080022);

        DoseNumbers numbers = phantom.numbers();

        assertFractions(numbers, 10);
        assertThat(numbers.flags()).contains(Reason.DELIVERY_UNKNOWN);
    }

    @Test
    void anUnreadableRecordMayHideFractions() throws Exception {
        Phantom phantom = fractions(3);
        phantom.write(folder);
        byte[] cut = phantom.lastOther().file(Encoding.EXPLICIT);
        Files.write(folder.resolve("cut.dcm"), java.util.Arrays.copyOf(cut, cut.length - 20));

        OrganDose line = Phantom.readFolder(folder, ProposedSettings.all()).stream()
                .filter(one -> one.roi() != null)
                .findFirst()
                .orElseThrow();

        DoseNumbers numbers = (DoseNumbers) line.finding();
        assertFractions(numbers, 10);
        assertThat(numbers.flags()).contains(Flag.RECORDS_MISSING, Reason.DELIVERY_UNKNOWN);
        assertThat(numbers.upperBound()).isTrue();
    }

    @Test
    void aPlanWithoutBeamsTakesThoseOfTheRecords() throws Exception {
        Phantom phantom = fractions(7);
        phantom.plan().without(0x300A00B0).item(0x300A0070, 0).without(0x300C0004);

        DoseNumbers numbers = phantom.numbers();

        assertFractions(numbers, 7);
        assertThat(numbers.flags()).contains(Flag.BEAMS_NOT_LISTED);
    }

    @Test
    void recordsThatNameNoPlanLeaveTheCountOpen() throws Exception {
        Phantom phantom = fractions(8);
        phantom.lastOther().without(0x300C0002);

        DoseNumbers numbers = phantom.numbers();

        assertFractions(numbers, 10);
        assertThat(numbers.upperBound()).isTrue();
        assertThat(numbers.flags()).contains(Flag.RECORDS_MISSING, Reason.DELIVERY_UNKNOWN);
    }

    @Test
    void recordsWithPicturesOnlyAreNoProofThatNothingWasDelivered() throws Exception {
        Phantom phantom = fractions(1);
        phantom.lastOther().itemsOf(0x30080020).forEach(beam -> beam.text(0x300A00CE, "CS", "SETUP"));

        DoseNumbers numbers = phantom.numbers();

        assertFractions(numbers, 10);
        assertThat(numbers.flags()).contains(Reason.DELIVERY_UNKNOWN);
    }

    @Test
    void aFifthFractionThatFailedIsNoProofThatNothingWasDelivered() throws Exception {
        DoseNumbers numbers = Phantom.withSac().fraction(5, 0, 0).numbers();

        assertFractions(numbers, 5);
        assertThat(numbers.upperBound()).isTrue();
        assertThat(numbers.flags()).contains(Flag.RECORDS_MISSING);
    }

    @Test
    void aFirstFractionThatFailedTwiceIsNoTreatment() throws Exception {
        List<OrganDose> lines =
                Phantom.withSac().fraction(1, 0, 0).fraction(2, 0, 0).read(ProposedSettings.all());

        assertThat(((Unknown) lines.get(0).finding()).reason()).isEqualTo(Reason.NOT_TREATED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 100})
    void aDicomFileThatWasCutAtItsBeginningMayHideFractions(int bytes) throws Exception {
        fractions(7).write(folder);
        Files.write(folder.resolve("record-8.dcm"), new byte[bytes]);

        List<OrganDose> lines = Phantom.readFolder(folder, ProposedSettings.all());

        DoseNumbers numbers = (DoseNumbers) lines.get(lines.size() - 1).finding();
        assertFractions(numbers, 10);
        assertThat(numbers.flags()).contains(Flag.RECORDS_MISSING);
    }

    @Test
    void moreRecordsThanPlannedAreAnUpperBound() throws Exception {
        DoseNumbers numbers = fractions(10).fraction(10, 1, 1).numbers();

        assertFractions(numbers, 11);
        assertThat(numbers.upperBound()).isTrue();
        assertThat(numbers.flags()).containsExactly((Note) Flag.MORE_THAN_PLANNED);
    }

    @Test
    void aPlanWithRecordsAndWithoutFilesIsTold() throws Exception {
        List<OrganDose> lines = fractions(10).fraction("1.2.3.2.7", 1, 1, 1).read(ProposedSettings.all());

        assertThat(lines)
                .filteredOn(line -> "1.2.3.2.7".equals(line.objects().rtplan()))
                .singleElement()
                .satisfies(
                        line -> assertThat(((Unknown) line.finding()).reason()).isEqualTo(Reason.NO_PLAN));
    }

    @Test
    void aRecordWithoutBeamsLeavesTheCountOpen() throws Exception {
        Phantom phantom = fractions(8);
        phantom.lastOther().without(0x30080020);

        DoseNumbers numbers = phantom.numbers();

        assertFractions(numbers, 10);
        assertThat(numbers.flags()).contains(Reason.DELIVERY_UNKNOWN);
    }

    @Test
    void recordsThatCannotAllBeCountedAreNoFewerThanTheCountedOnes() throws Exception {
        Phantom phantom = fractions(8);
        phantom.lastOther().itemsOf(0x30080020).forEach(beam -> beam.without(0x30080022));

        DoseNumbers numbers = (DoseNumbers) given(phantom, 3);

        assertFractions(numbers, 7);
        assertThat(numbers.upperBound()).isTrue();
    }

    @Test
    void moreGivenFractionsThanPlannedAreAnUpperBound() throws Exception {
        DoseNumbers numbers = (DoseNumbers) given(Phantom.withSac(), 15);

        assertFractions(numbers, 15);
        assertThat(numbers.upperBound()).isTrue();
        assertThat(numbers.flags()).containsExactly((Note) Flag.MORE_THAN_PLANNED);
    }

    @Test
    void aLinkThatIsNotFollowedMayHideFractions() throws Exception {
        Path records = Files.createDirectory(folder.resolve("here"));
        fractions(7).write(records);
        Files.createSymbolicLink(records.resolve("more"), folder);
        Files.createSymbolicLink(records.resolve("loop"), records.resolve("loop"));

        List<OrganDose> lines = Phantom.readFolder(records, ProposedSettings.all());

        assertThat(lines).hasSize(3);
        assertFractions((DoseNumbers) lines.get(2).finding(), 10);
    }

    @Test
    void aFolderMayBeALink() throws Exception {
        Path records = Files.createDirectory(folder.resolve("here"));
        fractions(10).write(records);
        Path link = Files.createSymbolicLink(folder.resolve("link"), records);

        assertThat(Phantom.readFolder(link, ProposedSettings.all()))
                .singleElement()
                .satisfies(line -> assertThat(line.finding()).isInstanceOf(DoseNumbers.class));
    }
}
