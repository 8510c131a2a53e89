package org.spinecds.dose;

import java.util.List;
import java.util.Map;
import org.spinecds.dose.finding.DoseSum;
import org.spinecds.dose.finding.OrganDose;

/**
 * The result of a reading.
 *
 * @param doses a number or a reason for each dose, organ and level
 * @param sums doses of several plans together, where there is an alpha/beta
 * @param sources the doses of the folder, by their SOP instance UIDs
 * @param passedOver files that are no DICOM, or of no use for a dose
 */
public record DoseReport(List<OrganDose> doses, List<DoseSum> sums, Map<String, DoseSource> sources, int passedOver) {

    public DoseReport {
        doses = List.copyOf(doses);
        sums = List.copyOf(sums);
        sources = Map.copyOf(sources);
    }
}
