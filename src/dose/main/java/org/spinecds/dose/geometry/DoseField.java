package org.spinecds.dose.geometry;

import java.util.List;

/** A dose at each point of the patient's space, in mm and Gy. Where it is not known, the nearest known dose stands in. */
public interface DoseField {

    /** Returns the dose at a point. */
    double at(double x, double y, double z);

    /** Tells whether the dose at a point is known. */
    boolean covers(double x, double y, double z);

    /** Tells whether the dose is known within the whole box. */
    boolean coversAll(Box box);

    /** Returns a dose that no point of the box exceeds. */
    double highest(Box box);

    /** Returns a dose that each point of the box reaches. */
    double lowest(Box box);

    /** Shows the points within the box where the dose is given. Between them it is interpolated. */
    void nodes(Box box, NodeVisitor visitor);

    /** Returns the edges of a voxel. */
    List<Vector> voxel();

    /** Sees the points where a dose is given. */
    @FunctionalInterface
    interface NodeVisitor {
        void see(double x, double y, double z);
    }
}
