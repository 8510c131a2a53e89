/** Station 1 of the path: what the EHR says, and which services it may call. */
@org.jspecify.annotations.NullMarked
package org.spinecds.hook;
