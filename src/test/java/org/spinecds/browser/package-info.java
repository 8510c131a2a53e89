/** The pages in a real browser. */
@org.jspecify.annotations.NullMarked
package org.spinecds.browser;
