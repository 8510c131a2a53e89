/** Station 4 of the path: the answers of the rules, read by path, without framework, FHIR or engine. */
@org.jspecify.annotations.NullMarked
package org.spinecds.decision;
