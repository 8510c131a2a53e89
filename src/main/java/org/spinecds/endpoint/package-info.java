/** HTTP in and out: the only package that knows status codes. */
@org.jspecify.annotations.NullMarked
package org.spinecds.endpoint;
