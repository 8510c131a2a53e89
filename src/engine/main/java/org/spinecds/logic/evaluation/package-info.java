/** The port through which rules are evaluated, all that an implementation needs beside it, and the engine as it is. */
@org.jspecify.annotations.NullMarked
package org.spinecds.logic.evaluation;
