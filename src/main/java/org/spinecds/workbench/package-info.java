/** For those who change the knowledge: cases played, a change tried before it is in force, versions compared. */
@org.jspecify.annotations.NullMarked
package org.spinecds.workbench;
