package org.spinecds.archive;

import org.jspecify.annotations.Nullable;
import org.spinecds.dose.finding.OrganDose;

/**
 * A line of a reading with all that an Observation needs of it.
 *
 * @param dose the line
 * @param widestVoxelMm the widest spacing of the voxels in mm; null where the dose has no numbers
 * @param levelCode the SNOMED CT code of its level; null without one
 */
record KeptLine(OrganDose dose, @Nullable Double widestVoxelMm, @Nullable String levelCode) {}
