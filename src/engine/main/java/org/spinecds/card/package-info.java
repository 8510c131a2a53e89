/** Station 5 of the path: what the clinician sees. */
@org.jspecify.annotations.NullMarked
package org.spinecds.card;
