package org.spinecds.dose.dicom;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * An RTDOSE.
 *
 * @param header its identity
 * @param frame the UID of its frame of reference; empty where it has none
 * @param units DoseUnits
 * @param type DoseType
 * @param summation DoseSummationType
 * @param plans the plans it refers to
 * @param beams the numbers of the beams it refers to
 * @param pixels the values and their places
 */
public record DoseObject(
        Header header,
        String frame,
        String units,
        String type,
        String summation,
        List<Reference> plans,
        List<Integer> beams,
        Pixels pixels)
        implements RtObject {

    /**
     * A reference to another object.
     *
     * @param sopClass its SOP class UID; empty where it is not given
     * @param uid its SOP instance UID
     */
    public record Reference(String sopClass, String uid) {}

    /**
     * The values of a dose and their places, as written.
     *
     * @param columns voxels of a row
     * @param rows rows of a plane
     * @param frames planes
     * @param bytes bytes of a value, 2 or 4
     * @param signed the values have a sign
     * @param scaling Gy of one unit; NaN where it is no number
     * @param position centre of the first voxel in mm
     * @param orientation the directions of a row and of a column
     * @param spacing of rows, then of columns, in mm
     * @param offsets of the planes, in mm
     * @param values the values, little endian, mapped
     */
    public record Pixels(
            int columns,
            int rows,
            int frames,
            int bytes,
            boolean signed,
            double scaling,
            List<Double> position,
            List<Double> orientation,
            List<Double> spacing,
            List<Double> offsets,
            ByteBuffer values) {}

    static DoseObject of(Header header, DataSet data) throws ObjectUnreadable {
        List<Reference> plans = new ArrayList<>();
        List<Integer> beams = new ArrayList<>();
        for (DataSet plan : data.items(Tag.REFERENCED_RT_PLAN_SEQUENCE)) {
            plans.add(reference(plan));
            for (DataSet group : plan.items(Tag.REFERENCED_FRACTION_GROUP_SEQUENCE)) {
                for (DataSet beam : group.items(Tag.REFERENCED_BEAM_SEQUENCE)) {
                    beam.integer(Tag.REFERENCED_BEAM_NUMBER).ifPresent(beams::add);
                }
            }
        }
        return new DoseObject(
                header,
                data.text(Tag.FRAME_OF_REFERENCE_UID).orElse(""),
                data.required(Tag.DOSE_UNITS),
                data.required(Tag.DOSE_TYPE),
                data.required(Tag.DOSE_SUMMATION_TYPE),
                List.copyOf(plans),
                List.copyOf(beams),
                pixels(data));
    }

    static Reference reference(DataSet item) throws ObjectUnreadable {
        return new Reference(
                item.text(Tag.REFERENCED_SOP_CLASS_UID).orElse(""), item.required(Tag.REFERENCED_SOP_INSTANCE_UID));
    }

    private static Pixels pixels(DataSet data) throws ObjectUnreadable {
        int bits = data.number(Tag.BITS_ALLOCATED);
        if ((bits != 16 && bits != 32)
                || data.number(Tag.BITS_STORED) != bits
                || data.number(Tag.HIGH_BIT) != bits - 1
                || (data.bytes(Tag.SAMPLES_PER_PIXEL).isPresent() && data.number(Tag.SAMPLES_PER_PIXEL) != 1)) {
            throw new ObjectUnreadable("The values of the dose are not of 16 or 32 bits");
        }
        int frames = data.integer(Tag.NUMBER_OF_FRAMES).orElse(1);
        if (frames < 1) {
            throw new ObjectUnreadable("Damaged: NUMBER_OF_FRAMES is " + frames);
        }
        double[] offsets = data.decimals(Tag.GRID_FRAME_OFFSETS, 1 << 16);
        if (offsets.length != frames && frames > 1) {
            throw new ObjectUnreadable("Damaged: there are " + offsets.length + " offsets for " + frames + " planes");
        }
        Optional<ByteBuffer> values = data.bytes(Tag.PIXEL_DATA);
        if (values.isEmpty()) {
            throw new ObjectUnreadable("Truncated: the values of the dose are missing");
        }
        return new Pixels(
                data.number(Tag.COLUMNS),
                data.number(Tag.ROWS),
                frames,
                bits / 8,
                data.number(Tag.PIXEL_REPRESENTATION) != 0,
                data.decimal(Tag.DOSE_GRID_SCALING)
                        .orElseThrow(() -> new ObjectUnreadable("Damaged: DOSE_GRID_SCALING is missing")),
                list(data.exactly(3, Tag.IMAGE_POSITION)),
                list(data.exactly(6, Tag.IMAGE_ORIENTATION)),
                list(data.exactly(2, Tag.PIXEL_SPACING)),
                list(offsets),
                values.get());
    }

    private static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }
}
