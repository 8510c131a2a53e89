/**
 * A guideline over the records of many patients: an export in the form of FHIR Bulk Data is read line by line
 * ({@code Lines}, {@code HeaderScan}), the patients that the rules may concern are found, their lines are kept and put
 * together again by patient. Nothing is left out in silence: a line that cannot be used is listed with its place.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.replay;
