package org.spinecds.dose;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.spinecds.dose.dicom.DoseObject;
import org.spinecds.dose.dicom.Plan;
import org.spinecds.dose.dicom.StructureSet;
import org.spinecds.dose.finding.DoseObjects;
import org.spinecds.dose.finding.Note;
import org.spinecds.dose.geometry.DoseField;
import org.spinecds.dose.geometry.DoseGrid;
import org.spinecds.dose.geometry.Eqd2;
import org.spinecds.dose.geometry.EquivalentField;
import org.spinecds.dose.geometry.OrganShape;
import org.spinecds.dose.pairing.Delivery;

/**
 * A dose that was paired and passed its checks.
 *
 * @param dose the object
 * @param plan its plan
 * @param set its structure set
 * @param grid its values
 * @param delivery the part that was delivered
 * @param notes notes on all its numbers
 * @param organs the organs that were read, by their names of TG-263
 */
record ReadDose(
        DoseObject dose,
        Plan plan,
        StructureSet set,
        DoseGrid grid,
        Delivery delivery,
        Set<Note> notes,
        Map<String, OrganShape> organs) {

    DoseObjects objects() {
        return new DoseObjects(
                dose.header().uid(), set.header().uid(), plan.header().uid(), null);
    }

    /** Tells whether both are doses of one patient, by all their objects. */
    boolean isOfPatientOf(ReadDose other) {
        return Stream.of(dose, plan, set).map(one -> one.header().patient()).allMatch(one -> Stream.of(
                        other.dose, other.plan, other.set)
                .map(two -> two.header().patient())
                .allMatch(one::is));
    }

    /** Returns the EQD2 of the delivered dose at each point. */
    DoseField equivalent(double alphaBetaGy) {
        return new EquivalentField(grid, delivery.share(), new Eqd2(delivery.fractions(), alphaBetaGy));
    }
}
