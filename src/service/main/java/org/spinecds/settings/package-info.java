/** Settings used by several packages, and their checks. */
@org.jspecify.annotations.NullMarked
package org.spinecds.settings;
