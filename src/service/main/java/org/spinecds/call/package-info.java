/** The path of a call in one method: gather, evaluate, decide, render; and its entry in the journal. */
@org.jspecify.annotations.NullMarked
package org.spinecds.call;
