/** Authentication of clients and administrators, and the FHIR servers that a call may name. */
@org.jspecify.annotations.NullMarked
package org.spinecds.security;
