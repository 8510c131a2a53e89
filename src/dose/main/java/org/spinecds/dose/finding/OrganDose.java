package org.spinecds.dose.finding;

import org.jspecify.annotations.Nullable;

/**
 * One line of the result.
 *
 * @param objects the DICOM objects of the line
 * @param roi the name of the contour, as written; null where there is none
 * @param structure the organ, by its name of TG-263; null where there is none
 * @param level the vertebral level, such as {@code T8}; null for the whole organ
 * @param finding the number or the reason
 */
public record OrganDose(
        DoseObjects objects,
        @Nullable String roi,
        @Nullable String structure,
        @Nullable String level,
        Finding finding) {}
