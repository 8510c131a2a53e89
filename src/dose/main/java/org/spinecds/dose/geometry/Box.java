package org.spinecds.dose.geometry;

/**
 * A box along the axes of the patient, in mm.
 *
 * @param x0 its lowest x
 * @param y0 its lowest y
 * @param z0 its lowest z
 * @param x1 its highest x
 * @param y1 its highest y
 * @param z1 its highest z
 */
public record Box(double x0, double y0, double z0, double x1, double y1, double z1) {}
