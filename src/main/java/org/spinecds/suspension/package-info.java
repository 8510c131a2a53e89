/** What administrators keep from being said for a time: on every instance, with a reason, until it ends by itself. */
@org.jspecify.annotations.NullMarked
package org.spinecds.suspension;
