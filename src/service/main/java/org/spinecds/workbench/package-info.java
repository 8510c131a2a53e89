/** Tools for content authors: run cases, test a change before activation, compare versions. */
@org.jspecify.annotations.NullMarked
package org.spinecds.workbench;
