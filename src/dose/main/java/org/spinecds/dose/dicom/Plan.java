package org.spinecds.dose.dicom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An RTPLAN, or the plan of ions.
 *
 * @param header its identity
 * @param frame the UID of its frame of reference; empty where it has none
 * @param approval ApprovalStatus; empty where it has none
 * @param structureSets SOP instance UIDs of the structure sets that it refers to
 * @param groups the number of fraction groups
 * @param fractions the planned fractions of the only group; null where they are not given
 * @param prescriptionGy the highest dose that is prescribed to a target, or null
 * @param beams the numbers of the beams that treat, and their metersets; a meterset may be null
 * @param ions protons or ions
 * @param brachy brachytherapy
 * @param date the day of the plan as eight digits, or null
 */
public record Plan(
        Header header,
        String frame,
        String approval,
        List<String> structureSets,
        int groups,
        @Nullable Integer fractions,
        @Nullable Double prescriptionGy,
        Map<Integer, Meterset> beams,
        boolean ions,
        boolean brachy,
        @Nullable String date)
        implements RtObject {

    private static final Set<String> RAYS_WITHOUT_FACTOR = Set.of("PHOTON", "ELECTRON", "");

    /**
     * The output of a beam in one fraction.
     *
     * @param units monitor units or minutes; null where they are not given
     */
    public record Meterset(@Nullable Double units) {}

    static Plan of(Header header, DataSet data) throws ObjectUnreadable {
        List<String> structureSets = new ArrayList<>();
        for (DataSet item : data.items(Tag.REFERENCED_STRUCTURE_SET_SEQUENCE)) {
            structureSets.add(DoseObject.reference(item).uid());
        }
        List<DataSet> groups = data.items(Tag.FRACTION_GROUP_SEQUENCE);
        boolean brachy = !data.items(Tag.APPLICATION_SETUP_SEQUENCE).isEmpty();
        for (DataSet group : groups) {
            brachy |= group.integer(Tag.NUMBER_OF_BRACHY_SETUPS).orElse(0) > 0;
        }
        return new Plan(
                header,
                data.text(Tag.FRAME_OF_REFERENCE_UID).orElse(""),
                data.text(Tag.APPROVAL_STATUS).orElse(""),
                List.copyOf(structureSets),
                groups.size(),
                groups.size() == 1
                        ? groups.get(0).integer(Tag.NUMBER_OF_FRACTIONS_PLANNED).orElse(null)
                        : null,
                prescription(data),
                beams(data, groups),
                hasIons(header, data),
                brachy,
                data.text(Tag.PLAN_DATE).orElse(null));
    }

    private static @Nullable Double prescription(DataSet data) throws ObjectUnreadable {
        @Nullable Double highest = null;
        for (DataSet item : data.items(Tag.DOSE_REFERENCE_SEQUENCE)) {
            double dose = item.decimal(Tag.TARGET_PRESCRIPTION_DOSE).orElse(0.0);
            boolean target = item.text(Tag.DOSE_REFERENCE_TYPE).orElse("").equals("TARGET");
            if (target && dose > 0 && (highest == null || dose > highest)) {
                highest = dose;
            }
        }
        return highest;
    }

    private static Map<Integer, Meterset> beams(DataSet data, List<DataSet> groups) throws ObjectUnreadable {
        Set<Integer> others = new HashSet<>();
        Map<Integer, Meterset> beams = new HashMap<>();
        for (DataSet beam : data.items(Tag.BEAM_SEQUENCE)) {
            int number = beam.integer(Tag.BEAM_NUMBER)
                    .orElseThrow(() -> new ObjectUnreadable("Damaged: a beam has no number"));
            if (beam.text(Tag.TREATMENT_DELIVERY_TYPE).orElse("TREATMENT").equals("TREATMENT")) {
                beams.put(number, new Meterset(null));
            } else {
                others.add(number);
            }
        }
        for (DataSet group : groups) {
            for (DataSet beam : group.items(Tag.REFERENCED_BEAM_SEQUENCE)) {
                int number = beam.integer(Tag.REFERENCED_BEAM_NUMBER)
                        .orElseThrow(() -> new ObjectUnreadable("Damaged: a beam has no number"));
                if (!others.contains(number)) {
                    beams.put(
                            number, new Meterset(beam.decimal(Tag.BEAM_METERSET).orElse(null)));
                }
            }
        }
        return Map.copyOf(beams);
    }

    private static boolean hasIons(Header header, DataSet data) {
        boolean ions = header.sopClass().equals(SopClass.ION_PLAN)
                || !data.items(Tag.ION_BEAM_SEQUENCE).isEmpty();
        for (DataSet beam : data.items(Tag.BEAM_SEQUENCE)) {
            ions |= !RAYS_WITHOUT_FACTOR.contains(beam.text(Tag.RADIATION_TYPE).orElse(""));
        }
        return ions;
    }
}
