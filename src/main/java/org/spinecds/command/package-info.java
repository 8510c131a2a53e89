/** The commands of the jar, which neither start the service nor open its journal. */
@NullMarked
package org.spinecds.command;

import org.jspecify.annotations.NullMarked;
