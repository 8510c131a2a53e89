/** The worksheet without a browser. */
@org.jspecify.annotations.NullMarked
package org.spinecds.worksheet;
