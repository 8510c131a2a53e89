package org.spinecds.dose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spinecds.dose.Phantom.Grid;
import org.spinecds.dose.finding.DoseNumbers;
import org.spinecds.dose.finding.Flag;
import org.spinecds.dose.finding.Level;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.finding.OrganDose;
import org.spinecds.dose.finding.Reason;
import org.spinecds.dose.setting.DoseSettings;

/** The sac by vertebral level. Bodies are 18 mm high, with discs of 4 mm between them. */
class LevelsTests {

    private static final double VOLUME = 30;

    /** 0.5 Gy more for each mm towards the head. */
    private static Phantom rising() {
        return new Phantom(Grid.usual(), (x, y, z) -> 30 + 0.5 * z).organ("ThecalSac", Phantom.cylinder(8, -44, 44, 2));
    }

    private static Phantom body(Phantom phantom, String name, double bottom) {
        return phantom.organ(name, Phantom.cylinder(15, bottom, bottom + 18, 2));
    }

    private static List<String> levels(List<OrganDose> lines) {
        return lines.stream()
                .filter(line -> line.level() != null)
                .map(line -> String.valueOf(line.level()))
                .toList();
    }

    private static DoseNumbers at(String level, List<OrganDose> lines) {
        return lines.stream()
                .filter(line -> level.equals(line.level()))
                .map(line -> (DoseNumbers) line.finding())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"3", "0", "5"})
    void aZoneReachesMidwayToItsNeighboursAndTheMarginBeyond(double margin) throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T8", -6);
        body(phantom, "VB_T9", -28);
        DoseSettings settings = ProposedSettings.all()
                .withChecks(ThresholdsTests.with(ProposedSettings.all().checks(), "levelMarginMm", margin));

        List<OrganDose> lines = phantom.read(settings);

        // T8: from -6 to 12, midway is 14. T7: from 16 to 34, and as far beyond as to its neighbour: 36.
        assertThat(levels(lines)).containsExactly("T9", "T8", "T7");
        double lost = VOLUME / (Math.PI * 64);
        assertThat(at("T8", lines).d003ccGy()).isCloseTo(30 + 0.5 * (14 + margin - lost), within(0.1));
        assertThat(at("T7", lines).d003ccGy()).isCloseTo(30 + 0.5 * (36 + margin - lost), within(0.1));
        assertThat(at("T8", lines).volumeCc()).isCloseTo(Math.PI * 64 * (22 + 2 * margin) / 1000, within(0.05));
    }

    @Test
    void theWholeOrganStaysBesideItsLevels() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T8", -6);

        assertThat(phantom.read(ProposedSettings.all()))
                .extracting(OrganDose::level)
                .containsExactly(null, "T8", "T7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VB_T8", "VB_T08", "vertebrae_T8", "Vertebra T8", "vb-t8", "VertebralBody_T8"})
    void bodiesHaveManyNames(String name) {
        assertThat(Level.ofBody(name)).map(Level::toString).contains("T8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T8", "VB_T13", "VB_T0", "VB_X8", "PTV_T8", "VB_T8_opt", "VB_L6", "VB_"})
    void otherNamesAreNoBody(String name) {
        assertThat(Level.ofBody(name)).isEmpty();
    }

    @Test
    void oneBodyAloneMakesNoLevel() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);

        assertThat(levels(phantom.read(ProposedSettings.all()))).isEmpty();
    }

    @Test
    void bodiesThatAreNoNeighboursMakeNoLevel() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T9", -28);

        assertThat(levels(phantom.read(ProposedSettings.all()))).isEmpty();
    }

    @Test
    void bodiesOutOfOrderMakeNoLevelAndAreFlagged() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T8", -28);
        body(phantom, "VB_T9", -6);

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(levels(lines)).isEmpty();
        assertThat(((DoseNumbers) lines.get(0).finding()).flags()).contains(Flag.LEVELS_UNCLEAR);
    }

    @Test
    void twoBodiesOfOneNameMakeNoLevelAndAreFlagged() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);
        body(phantom, "vertebrae_T7", -6);

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(levels(lines)).isEmpty();
        assertThat(((DoseNumbers) lines.get(0).finding()).flags()).contains(Flag.LEVELS_UNCLEAR);
    }

    @Test
    void bodiesThatRiseTowardsTheHeadAreFlagged() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T8", 16);
        body(phantom, "VB_T7", -6);

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(levels(lines)).containsExactly("T7", "T8");
        assertThat(at("T7", lines).flags()).contains(Flag.LEVELS_UPSIDE_DOWN);
        assertThat(at("T7", lines).lowerBound()).isTrue();
        assertThat(((DoseNumbers) lines.get(0).finding()).flags()).doesNotContain((Note) Flag.LEVELS_UPSIDE_DOWN);
    }

    @Test
    void aLevelIsCutWhereTheContourEndsInItsZone() throws Exception {
        Phantom phantom = new Phantom(Grid.usual(), (x, y, z) -> 30 + 0.1 * z)
                .organ("ThecalSac", Phantom.cylinder(8, -44, 20, 2));
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T8", -6);
        body(phantom, "VB_T9", -28);

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(at("T7", lines).flags()).contains(Reason.ORGAN_CUT);
        assertThat(at("T8", lines).flags()).doesNotContain((Note) Reason.ORGAN_CUT);
    }

    @Test
    void aLevelWithoutAnyOrganHasAReason() throws Exception {
        Phantom phantom =
                new Phantom(Grid.usual(), (x, y, z) -> 30).organ("ThecalSac", Phantom.cylinder(8, -44, -10, 2));
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T8", -6);

        assertThat(phantom.read(ProposedSettings.all()))
                .filteredOn(line -> "T7".equals(line.level()))
                .singleElement()
                .satisfies(line -> assertThat(line.finding().toString()).contains("EMPTY_ORGAN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"VB_T13", "VB_L6", "vertebrae_C8"})
    void aBodyThatTheNumberingDoesNotKnowLeavesTheLevelsUnclear(String name) throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T12", 16);
        body(phantom, name, -6);
        body(phantom, "VB_L1", -28);

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(levels(lines)).isEmpty();
        assertThat(((DoseNumbers) lines.get(0).finding()).flags()).contains(Flag.LEVELS_UNCLEAR);
    }

    @Test
    void neighboursWithRoomForABodyBetweenThemLeaveTheLevelsUnclear() throws Exception {
        Phantom phantom = rising();
        body(phantom, "VB_T7", 16);
        body(phantom, "VB_T8", -24);

        List<OrganDose> lines = phantom.read(ProposedSettings.all());

        assertThat(levels(lines)).isEmpty();
        assertThat(((DoseNumbers) lines.get(0).finding()).flags()).contains(Flag.LEVELS_UNCLEAR);
    }
}
