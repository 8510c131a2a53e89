package org.spinecds.dose.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A spatial registration.
 *
 * @param header its identity
 * @param frame the UID of the frame of reference of the registered space
 * @param parts the frames that it registers
 */
public record Registration(Header header, String frame, List<Part> parts) implements RtObject {

    /**
     * A registered frame.
     *
     * @param frame the UID of its frame of reference
     * @param matrices its matrices, in order
     */
    public record Part(String frame, List<Matrix> matrices) {}

    /**
     * A matrix.
     *
     * @param type RIGID, RIGID_SCALE or AFFINE
     * @param values 16 values by rows
     */
    public record Matrix(String type, List<Double> values) {}

    static Registration of(Header header, DataSet data) throws ObjectUnreadable {
        List<Part> parts = new ArrayList<>();
        for (DataSet item : data.items(Tag.REGISTRATION_SEQUENCE)) {
            List<Matrix> matrices = new ArrayList<>();
            for (DataSet registration : item.items(Tag.MATRIX_REGISTRATION_SEQUENCE)) {
                for (DataSet matrix : registration.items(Tag.MATRIX_SEQUENCE)) {
                    matrices.add(new Matrix(
                            matrix.required(Tag.MATRIX_TYPE),
                            DoubleStream.of(matrix.exactly(16, Tag.FRAME_TRANSFORMATION_MATRIX))
                                    .boxed()
                                    .toList()));
                }
            }
            parts.add(new Part(item.text(Tag.FRAME_OF_REFERENCE_UID).orElse(""), List.copyOf(matrices)));
        }
        return new Registration(header, data.text(Tag.FRAME_OF_REFERENCE_UID).orElse(""), List.copyOf(parts));
    }
}
