/**
 * The page behind the link on every card but EMERGENCY. It keeps the record of one call, sealed, for a limited time,
 * and shows its assessment, also with changes to the record (what-if).
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.worksheet;
