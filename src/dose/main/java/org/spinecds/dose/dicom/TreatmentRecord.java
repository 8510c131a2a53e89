package org.spinecds.dose.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record of treatment.
 *
 * @param header its identity
 * @param plans SOP instance UIDs of the plans that it refers to
 * @param beams the beams that were delivered, without those that only made a picture; one without a number of its fraction
 *     where the record lists no beams, such as one of ions
 * @param date the day of the treatment as eight digits, or null
 */
public record TreatmentRecord(Header header, List<String> plans, List<DeliveredBeam> beams, @Nullable String date)
        implements RtObject {

    private static final Set<String> PICTURES = Set.of("SETUP", "OPEN_PORTFILM");

    /**
     * A beam of one fraction, or a part of it.
     *
     * @param beam its number, or its name where it has no number
     * @param fraction the number of the fraction; null where it is not given
     * @param normal the delivery ended as planned
     * @param specified the planned meterset; null where it is not given
     * @param delivered the delivered meterset; null where it is not given
     */
    public record DeliveredBeam(
            String beam,
            @Nullable Integer fraction,
            boolean normal,
            @Nullable Double specified,
            @Nullable Double delivered) {}

    static TreatmentRecord of(Header header, DataSet data) throws ObjectUnreadable {
        List<String> plans = new ArrayList<>();
        for (DataSet item : data.items(Tag.REFERENCED_RT_PLAN_SEQUENCE)) {
            plans.add(DoseObject.reference(item).uid());
        }
        List<DeliveredBeam> beams = new ArrayList<>();
        for (DataSet item : data.items(Tag.TREATMENT_SESSION_BEAM_SEQUENCE)) {
            if (!PICTURES.contains(item.text(Tag.TREATMENT_DELIVERY_TYPE).orElse(""))) {
                beams.add(new DeliveredBeam(
                        item.integer(Tag.REFERENCED_BEAM_NUMBER)
                                .map(String::valueOf)
                                .orElse("name " + item.text(Tag.BEAM_NAME).orElse("")),
                        item.integer(Tag.CURRENT_FRACTION_NUMBER).orElse(null),
                        item.text(Tag.TREATMENT_TERMINATION_STATUS).orElse("").equals("NORMAL"),
                        item.decimal(Tag.SPECIFIED_PRIMARY_METERSET).orElse(null),
                        item.decimal(Tag.DELIVERED_PRIMARY_METERSET).orElse(null)));
            }
        }
        if (data.items(Tag.TREATMENT_SESSION_BEAM_SEQUENCE).isEmpty()) {
            beams.add(new DeliveredBeam("not listed", null, false, null, null));
        }
        return new TreatmentRecord(
                header,
                List.copyOf(plans),
                List.copyOf(beams),
                data.text(Tag.TREATMENT_DATE).orElse(null));
    }
}
