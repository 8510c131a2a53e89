/** The start of the service: its settings as one tree, the head start, the warm-up, the drain at its end, and the sentences of a start that fails. */
@org.jspecify.annotations.NullMarked
package org.spinecds.start;
