package org.spinecds.dose;

import org.jspecify.annotations.Nullable;
import org.spinecds.dose.dicom.Patient;

/**
 * A dose of the folder. It is no part of the numbers, so that nobody prints a patient by accident.
 *
 * @param patient its patient
 * @param widestVoxelMm the widest spacing of its voxels in mm; null where the dose has no numbers
 * @param share the delivered share of the plan's dose, in all numbers of this dose; null where it has none
 */
public record DoseSource(Patient patient, @Nullable Double widestVoxelMm, @Nullable Double share) {}
