package org.spinecds.dose.geometry;

import java.util.List;

/**
 * The EQD2 of a share of a dose, at each point.
 *
 * @param field the dose of the whole plan
 * @param share the share that was delivered
 * @param eqd2 the model with the delivered fractions
 */
public record EquivalentField(DoseField field, double share, Eqd2 eqd2) implements DoseField {

    @Override
    public double at(double x, double y, double z) {
        return eqd2.of(share * field.at(x, y, z));
    }

    @Override
    public boolean covers(double x, double y, double z) {
        return field.covers(x, y, z);
    }

    @Override
    public boolean coversAll(Box box) {
        return field.coversAll(box);
    }

    @Override
    public double highest(Box box) {
        return eqd2.of(share * field.highest(box));
    }

    @Override
    public double lowest(Box box) {
        return eqd2.of(share * field.lowest(box));
    }

    @Override
    public void nodes(Box box, NodeVisitor visitor) {
        field.nodes(box, visitor);
    }

    @Override
    public List<Vector> voxel() {
        return field.voxel();
    }
}
