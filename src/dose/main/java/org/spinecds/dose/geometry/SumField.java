package org.spinecds.dose.geometry;

import java.util.List;

/** Doses added at each point. It is known where all of them are known. */
public record SumField(List<DoseField> fields) implements DoseField {

    public SumField {
        fields = List.copyOf(fields);
    }

    @Override
    public double at(double x, double y, double z) {
        double sum = 0;
        for (DoseField field : fields) {
            sum += field.at(x, y, z);
        }
        return sum;
    }

    @Override
    public boolean covers(double x, double y, double z) {
        return fields.stream().allMatch(field -> field.covers(x, y, z));
    }

    @Override
    public boolean coversAll(Box box) {
        return fields.stream().allMatch(field -> field.coversAll(box));
    }

    @Override
    public double highest(Box box) {
        return fields.stream().mapToDouble(field -> field.highest(box)).sum();
    }

    @Override
    public double lowest(Box box) {
        return fields.stream().mapToDouble(field -> field.lowest(box)).sum();
    }

    @Override
    public void nodes(Box box, NodeVisitor visitor) {
        fields.forEach(field -> field.nodes(box, visitor));
    }

    @Override
    public List<Vector> voxel() {
        return fields.get(0).voxel();
    }
}
