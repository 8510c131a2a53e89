package org.spinecds.dose.geometry;

import java.util.List;

/**
 * A dose in another frame of reference, seen over a registration.
 *
 * @param field the dose in its own frame
 * @param toField moves a point into the frame of the dose
 */
public record RegisteredField(DoseField field, Rigid toField) implements DoseField {

    @Override
    public double at(double x, double y, double z) {
        Vector point = toField.of(new Vector(x, y, z));
        return field.at(point.x(), point.y(), point.z());
    }

    @Override
    public boolean covers(double x, double y, double z) {
        Vector point = toField.of(new Vector(x, y, z));
        return field.covers(point.x(), point.y(), point.z());
    }

    @Override
    public boolean coversAll(Box box) {
        return field.coversAll(toField.around(box));
    }

    @Override
    public double highest(Box box) {
        return field.highest(toField.around(box));
    }

    @Override
    public double lowest(Box box) {
        return field.lowest(toField.around(box));
    }

    @Override
    public void nodes(Box box, NodeVisitor visitor) {
        Rigid back = toField.inverse();
        field.nodes(toField.around(box), (x, y, z) -> {
            Vector point = back.of(new Vector(x, y, z));
            visitor.see(point.x(), point.y(), point.z());
        });
    }

    @Override
    public List<Vector> voxel() {
        return field.voxel();
    }
}
