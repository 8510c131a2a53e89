/** Step 1 of the path: the request of the EHR, and the services it may call. */
@org.jspecify.annotations.NullMarked
package org.spinecds.hook;
