/** The result: a number for each organ and level, or a reason why there is none. */
@NullMarked
package org.spinecds.dose.finding;

import org.jspecify.annotations.NullMarked;
