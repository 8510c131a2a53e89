/** Dose grids, organs as prisms over their contours, and the dose of the hottest part of an organ. */
@NullMarked
package org.spinecds.dose.geometry;

import org.jspecify.annotations.NullMarked;
