/** HTTP requests and answers. Only this package knows status codes. */
@org.jspecify.annotations.NullMarked
package org.spinecds.endpoint;
