/**
 * The page behind the link on every card but EMERGENCY: the record of one call, sealed and kept for a while;
 * what the rules say of it; and what they would say if the record were another.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.worksheet;
