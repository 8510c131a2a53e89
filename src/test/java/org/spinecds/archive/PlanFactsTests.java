package org.spinecds.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spinecds.dose.Phantom;
import org.spinecds.dose.ProposedSettings;
import org.spinecds.dose.dicom.RtObject;
import org.spinecds.dose.pairing.Pairing.ByHand;

/** Every object that tells of a treatment counts as a plan, also where the plan itself is not here. */
class PlanFactsTests {

    private final Path folder;

    PlanFactsTests(@TempDir Path folder) {
        this.folder = folder;
    }

    private List<RtObject> objects(Phantom phantom) throws Exception {
        phantom.write(folder);
        List<RtObject> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                objects.add(RtObject.read(file, ProposedSettings.all().limits()).orElseThrow());
            }
        }
        return objects;
    }

    private static List<PlanFacts> plans(List<RtObject> objects) {
        return PlanFacts.of(objects, Set.of(), Map.of(), true);
    }

    private static List<String> uids(List<PlanFacts> plans) {
        return plans.stream().map(PlanFacts::uid).toList();
    }

    @Test
    void aPlanHasItsFractionsItsDoseAndTheDaysOfItsRecords() throws Exception {
        Phantom phantom = Phantom.withSac().fraction(1, 1, 1);
        phantom.lastOther().text(0x30080250, "DA", "20250106");
        phantom.fraction(2, 1, 1).lastOther().text(0x30080250, "DA", "20250107");

        assertThat(plans(objects(phantom))).singleElement().satisfies(plan -> {
            assertThat(plan.uids()).containsExactlyInAnyOrder(Phantom.PLAN, Phantom.DOSE);
            assertThat(plan.mayBeGiven()).isTrue();
            assertThat(plan.fractions()).isEqualTo(10);
            assertThat(plan.first()).isEqualTo(LocalDate.parse("2025-01-06"));
            assertThat(plan.last()).isEqualTo(LocalDate.parse("2025-01-07"));
        });
    }

    /** A boost of another system: its records are here, its plan is not. */
    @Test
    void aPlanThatOnlyRecordsNameMayBeGiven() throws Exception {
        Phantom phantom = Phantom.withSac().fraction("1.2.3.55", 1, 1, 1);
        phantom.lastOther().text(0x30080250, "DA", "20250120");

        List<PlanFacts> plans = plans(objects(phantom));

        assertThat(uids(plans)).containsExactly(Phantom.PLAN, "1.2.3.55");
        assertThat(plans.get(1).mayBeGiven()).isTrue();
        assertThat(plans.get(1).first()).isEqualTo(LocalDate.parse("2025-01-20"));
    }

    /** One of its records has no day: it may have been given at any time. */
    @Test
    void theDaysAreNotKnownWhereARecordHasNone() throws Exception {
        Phantom phantom = Phantom.withSac().fraction("1.2.3.55", 1, 1, 1);
        phantom.lastOther().text(0x30080250, "DA", "20250120");
        phantom.fraction("1.2.3.55", 2, 1, 1);

        assertThat(plans(objects(phantom)).get(1).first()).isNull();
    }

    @Test
    void aRecordThatNamesNoPlanStandsForIt() throws Exception {
        Phantom phantom = Phantom.withSac().fraction(1, 1, 1);
        phantom.lastOther().without(0x300C0002);

        assertThat(uids(plans(objects(phantom)))).containsExactly(Phantom.PLAN, "1.2.3.7.0");
    }

    @Test
    void aDoseWithoutItsPlanStandsForItUntilItIsPaired() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.dose().without(0x300C0002);
        List<RtObject> objects = objects(phantom);

        assertThat(uids(plans(objects))).containsExactly(Phantom.DOSE, Phantom.PLAN);
        assertThat(uids(PlanFacts.of(objects, Set.of(), Map.of(Phantom.DOSE, new ByHand(Phantom.PLAN, "")), true)))
                .containsExactly(Phantom.PLAN);
    }

    @Test
    void anObjectThatCannotBeReadMayBeAPlan() throws IOException {
        assertThat(PlanFacts.of(List.of(), Set.of("1.2.3.77"), Map.of(), true))
                .containsExactly(new PlanFacts("1.2.3.77", Set.of("1.2.3.77"), true, null, null, null, null, null));
    }

    /** Where a site asks for no approval, every plan may be given; else one without approval and without records was not. */
    @Test
    void aPlanWithoutApprovalMayBeGivenWhereNoneIsAskedOrRecordsNameIt() throws Exception {
        Phantom phantom = Phantom.withSac();
        phantom.plan().text(0x300E0002, "CS", "UNAPPROVED");
        List<RtObject> objects = objects(phantom);

        assertThat(PlanFacts.of(objects, Set.of(), Map.of(), true)).noneMatch(PlanFacts::mayBeGiven);
        assertThat(PlanFacts.of(objects, Set.of(), Map.of(), false)).allMatch(PlanFacts::mayBeGiven);
        assertThat(plans(objects(phantom.fraction(1, 1, 1)))).allMatch(PlanFacts::mayBeGiven);
    }
}
