/** Keeps calls, cards and feedback: rows are only added until their retention ends, and none names a patient. */
@org.jspecify.annotations.NullMarked
package org.spinecds.journal;
