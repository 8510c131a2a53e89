/** Station 5 of the path: words the assessment as cards, suggestions and the explained assessment. */
@org.jspecify.annotations.NullMarked
package org.spinecds.card;
