/** Whom the service trusts: the FHIR servers it may be sent to. */
@org.jspecify.annotations.NullMarked
package org.spinecds.security;
