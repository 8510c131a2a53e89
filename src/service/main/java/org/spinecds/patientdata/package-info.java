/** Station 2 of the path: what is known of the patient, from the prefetch first and the EHR's FHIR server for the rest. */
@org.jspecify.annotations.NullMarked
package org.spinecds.patientdata;
