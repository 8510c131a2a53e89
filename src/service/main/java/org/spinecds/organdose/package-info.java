/** Doses of organs at risk as JSON and as FHIR Observations, and the numbers of the content that they need. */
@org.jspecify.annotations.NullMarked
package org.spinecds.organdose;
