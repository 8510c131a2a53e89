package org.spinecds.dose.geometry;

import java.util.List;

/** A dose seen from an organ that is moved. */
record MovedField(DoseField field, Vector move) implements DoseField {

    @Override
    public double at(double x, double y, double z) {
        return field.at(x + move.x(), y + move.y(), z + move.z());
    }

    @Override
    public boolean covers(double x, double y, double z) {
        return field.covers(x + move.x(), y + move.y(), z + move.z());
    }

    @Override
    public boolean coversAll(Box box) {
        return field.coversAll(moved(box));
    }

    @Override
    public double highest(Box box) {
        return field.highest(moved(box));
    }

    @Override
    public double lowest(Box box) {
        return field.lowest(moved(box));
    }

    @Override
    public void nodes(Box box, NodeVisitor visitor) {
        field.nodes(moved(box), (x, y, z) -> visitor.see(x - move.x(), y - move.y(), z - move.z()));
    }

    @Override
    public List<Vector> voxel() {
        return field.voxel();
    }

    private Box moved(Box box) {
        return new Box(
                box.x0() + move.x(),
                box.y0() + move.y(),
                box.z0() + move.z(),
                box.x1() + move.x(),
                box.y1() + move.y(),
                box.z1() + move.z());
    }
}
