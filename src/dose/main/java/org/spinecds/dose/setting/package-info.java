/** Thresholds and names of organs. All are proposals that a physicist may change. */
@NullMarked
package org.spinecds.dose.setting;

import org.jspecify.annotations.NullMarked;
