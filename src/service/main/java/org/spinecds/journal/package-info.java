/** What was decided, what was shown and what became of it: append-only, without anything of the patient. */
@org.jspecify.annotations.NullMarked
package org.spinecds.journal;
