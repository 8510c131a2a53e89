/**
 * Station 2 of the path: reads the patient's data, from the prefetch first and from the EHR's FHIR server otherwise.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.patientdata;
