/** Station 3 of the path: what the guideline says. The only package that knows CQL. */
@org.jspecify.annotations.NullMarked
package org.spinecds.logic;
