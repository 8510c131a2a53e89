/** Evaluates rules in prepared steps. The only package that names the engine's operators. */
@org.jspecify.annotations.NullMarked
package org.spinecds.logic.prepared;
