/** The profiles of the record, for integrators, and validation against them. */
@org.jspecify.annotations.NullMarked
package org.spinecds.profile;
