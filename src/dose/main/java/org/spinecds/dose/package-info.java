/**
 * The dose of the thecal sac, read from DICOM RT. A folder of files becomes objects ({@code dicom}); dose, plan and
 * structure set are paired by their identifiers ({@code pairing}); the dose is sampled within the contours ({@code
 * geometry}); each organ and vertebral level gets a number or a reason ({@code finding}). Nothing here knows Spring, FHIR
 * or HTTP.
 */
@NullMarked
package org.spinecds.dose;

import org.jspecify.annotations.NullMarked;
