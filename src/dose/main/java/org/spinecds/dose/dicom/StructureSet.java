package org.spinecds.dose.dicom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An RTSTRUCT. The points of its contours stay in the file until they are asked for.
 *
 * @param header its identity
 * @param approval ApprovalStatus; empty where it has none
 * @param rois the contoured regions
 */
public record StructureSet(Header header, String approval, List<Roi> rois) implements RtObject {

    private static final double FARTHEST_MM = 10_000;

    /** A contoured region. */
    public static final class Roi {

        private final String name;
        private final String frame;
        private final List<DataSet> contours;

        private Roi(String name, String frame, List<DataSet> contours) {
            this.name = name;
            this.frame = frame;
            this.contours = contours;
        }

        /** Returns its name, as written. */
        public String name() {
            return name;
        }

        /** Returns the UID of its frame of reference; empty where it has none. */
        public String frame() {
            return frame;
        }

        /** Tells whether it has any contours. */
        public boolean hasContours() {
            return !contours.isEmpty();
        }

        /**
         * Reads the points.
         *
         * @param most the most points
         */
        public List<Contour> contours(int most) throws ObjectUnreadable {
            List<Contour> read = new ArrayList<>(contours.size());
            int points = 0;
            for (DataSet contour : contours) {
                if (contour.count(Tag.CONTOUR_DATA) > 3 * (most - points)) {
                    throw new ObjectUnreadable("Over the limits: an organ has more than " + most + " points");
                }
                double[] values = contour.decimals(Tag.CONTOUR_DATA, Integer.MAX_VALUE);
                Optional<Integer> claimed = contour.integer(Tag.NUMBER_OF_CONTOUR_POINTS);
                if (values.length % 3 != 0 || (claimed.isPresent() && claimed.get() != values.length / 3)) {
                    throw new ObjectUnreadable("Damaged: a contour has fewer or more points than it says");
                }
                for (double value : values) {
                    if (!(Math.abs(value) <= FARTHEST_MM)) {
                        throw new ObjectUnreadable("Damaged: a point of a contour is farther than 10 m away");
                    }
                }
                points += values.length / 3;
                read.add(new Contour(contour.required(Tag.CONTOUR_GEOMETRIC_TYPE), values));
            }
            return read;
        }
    }

    /** A contour: its type and its points, x, y and z in mm. */
    public static final class Contour {

        private final String type;
        private final double[] points;

        public Contour(String type, double[] points) {
            this.type = type;
            this.points = points;
        }

        /** Returns ContourGeometricType. */
        public String type() {
            return type;
        }

        /** Returns the number of points. */
        public int size() {
            return points.length / 3;
        }

        public double x(int point) {
            return points[3 * point];
        }

        public double y(int point) {
            return points[3 * point + 1];
        }

        public double z(int point) {
            return points[3 * point + 2];
        }
    }

    static StructureSet of(Header header, DataSet data) throws ObjectUnreadable {
        Map<Integer, List<DataSet>> contours = new HashMap<>();
        for (DataSet item : data.items(Tag.ROI_CONTOUR_SEQUENCE)) {
            int number = item.integer(Tag.REFERENCED_ROI_NUMBER)
                    .orElseThrow(() -> new ObjectUnreadable("Damaged: contours belong to no region"));
            if (contours.put(number, item.items(Tag.CONTOUR_SEQUENCE)) != null) {
                throw new ObjectUnreadable("Damaged: a region has its contours twice");
            }
        }
        Map<Integer, Roi> rois = new java.util.LinkedHashMap<>();
        Optional<String> letters = data.text(Tag.SPECIFIC_CHARACTER_SET);
        for (DataSet item : data.items(Tag.STRUCTURE_SET_ROI_SEQUENCE)) {
            int number = item.integer(Tag.ROI_NUMBER)
                    .orElseThrow(() -> new ObjectUnreadable("Damaged: a region has no number"));
            Roi roi = new Roi(
                    CharacterSets.decode(item.raw(Tag.ROI_NAME).orElse(new byte[0]), letters),
                    item.text(Tag.REFERENCED_FRAME_OF_REFERENCE_UID).orElse(""),
                    contours.getOrDefault(number, List.of()));
            if (rois.put(number, roi) != null) {
                throw new ObjectUnreadable("Damaged: two regions have one number");
            }
        }
        return new StructureSet(header, data.text(Tag.APPROVAL_STATUS).orElse(""), List.copyOf(rois.values()));
    }
}
