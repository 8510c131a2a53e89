/** Station 3 of the path: evaluates the guideline's rules. The only package that knows CQL. */
@org.jspecify.annotations.NullMarked
package org.spinecds.logic;
