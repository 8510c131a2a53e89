/** Rules evaluated in steps prepared once: the only package that names the engine's operators. */
@org.jspecify.annotations.NullMarked
package org.spinecds.logic.prepared;
