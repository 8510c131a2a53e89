/** The path of a call in one method: gather, evaluate, decide, render; and the record that is kept of it. */
@org.jspecify.annotations.NullMarked
package org.spinecds.call;
