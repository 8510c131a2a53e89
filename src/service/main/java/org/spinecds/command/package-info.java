/** The commands of the jar. They start no service and open no journal. */
@NullMarked
package org.spinecds.command;

import org.jspecify.annotations.NullMarked;
