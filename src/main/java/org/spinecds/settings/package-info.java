/** Checks that settings of several packages share. */
@org.jspecify.annotations.NullMarked
package org.spinecds.settings;
