/** Settings that several packages share, and their checks. */
@org.jspecify.annotations.NullMarked
package org.spinecds.settings;
