/**
 * The start of the service: settings as one tree, head start, warm-up, drain at the end, and messages of a failed
 * start.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.start;
