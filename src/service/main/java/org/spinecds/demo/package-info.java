/** A sample EHR with invented patients, only in the demo profile. */
@org.jspecify.annotations.NullMarked
package org.spinecds.demo;
