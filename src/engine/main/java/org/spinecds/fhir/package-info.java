/** Reads FHIR R4 as JSON, in the same way from the body of a hook and from the EHR's server. */
@org.jspecify.annotations.NullMarked
package org.spinecds.fhir;
