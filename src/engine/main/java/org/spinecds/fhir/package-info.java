/** FHIR R4 as JSON, read the same way wherever it comes from: the hook's body or the EHR's server. */
@org.jspecify.annotations.NullMarked
package org.spinecds.fhir;
