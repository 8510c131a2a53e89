/** Leads from a dose to its plan and its structure set, and tells how much of a plan was delivered. */
@NullMarked
package org.spinecds.dose.pairing;

import org.jspecify.annotations.NullMarked;
