/** Station 4 of the path: what follows, as plain records without framework, FHIR or engine. */
@org.jspecify.annotations.NullMarked
package org.spinecds.decision;
