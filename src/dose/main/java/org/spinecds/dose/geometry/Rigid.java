package org.spinecds.dose.geometry;

import java.util.List;

/**
 * A rotation and a shift.
 *
 * @param x what becomes the x of a point: its three factors
 * @param y likewise the y
 * @param z likewise the z
 * @param shift added afterwards
 */
public record Rigid(Vector x, Vector y, Vector z, Vector shift) {

    private static final double ORTHONORMAL = 1e-3;

    /** Returns the movement of a matrix, 16 values by rows; nothing where it is no rigid one. */
    public static java.util.Optional<Rigid> of(List<Double> matrix) {
        Vector x = new Vector(matrix.get(0), matrix.get(1), matrix.get(2));
        Vector y = new Vector(matrix.get(4), matrix.get(5), matrix.get(6));
        Vector z = new Vector(matrix.get(8), matrix.get(9), matrix.get(10));
        boolean rigid = x.minus(y.cross(z)).length() < ORTHONORMAL
                && y.minus(z.cross(x)).length() < ORTHONORMAL
                && z.minus(x.cross(y)).length() < ORTHONORMAL
                && Math.abs(x.length() - 1) < ORTHONORMAL
                && Math.abs(y.length() - 1) < ORTHONORMAL
                && matrix.subList(12, 16).equals(List.of(0.0, 0.0, 0.0, 1.0));
        return rigid
                ? java.util.Optional.of(new Rigid(x, y, z, new Vector(matrix.get(3), matrix.get(7), matrix.get(11))))
                : java.util.Optional.empty();
    }

    /** Returns the moved point. */
    public Vector of(Vector point) {
        return new Vector(x.dot(point), y.dot(point), z.dot(point)).plus(shift);
    }

    /** Returns the movement back. */
    public Rigid inverse() {
        Vector first = new Vector(x.x(), y.x(), z.x());
        Vector second = new Vector(x.y(), y.y(), z.y());
        Vector third = new Vector(x.z(), y.z(), z.z());
        return new Rigid(first, second, third, new Vector(-first.dot(shift), -second.dot(shift), -third.dot(shift)));
    }

    /** Returns the movement by this one after the other one. */
    public Rigid after(Rigid other) {
        Rigid back = other.inverse();
        return new Rigid(
                new Vector(back.x.dot(x), back.y.dot(x), back.z.dot(x)),
                new Vector(back.x.dot(y), back.y.dot(y), back.z.dot(y)),
                new Vector(back.x.dot(z), back.y.dot(z), back.z.dot(z)),
                of(other.shift));
    }

    /** Returns the box around a moved box. */
    Box around(Box box) {
        Vector centre = of(new Vector((box.x0() + box.x1()) / 2, (box.y0() + box.y1()) / 2, (box.z0() + box.z1()) / 2));
        Vector half = new Vector((box.x1() - box.x0()) / 2, (box.y1() - box.y0()) / 2, (box.z1() - box.z0()) / 2);
        Vector reach = new Vector(reach(x, half), reach(y, half), reach(z, half));
        Vector low = centre.minus(reach);
        Vector high = centre.plus(reach);
        return new Box(low.x(), low.y(), low.z(), high.x(), high.y(), high.z());
    }

    private static double reach(Vector direction, Vector half) {
        return Math.abs(direction.x()) * half.x()
                + Math.abs(direction.y()) * half.y()
                + Math.abs(direction.z()) * half.z();
    }
}
