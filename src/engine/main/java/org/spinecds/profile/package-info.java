/** The profiles of the record, for integrators, and validation against them. */
@NullMarked
package org.spinecds.profile;

import org.jspecify.annotations.NullMarked;
