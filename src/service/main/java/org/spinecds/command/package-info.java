/** The commands of the jar. They start no service and open no journal. */
@org.jspecify.annotations.NullMarked
package org.spinecds.command;
