/** The guideline as one object: everything read from the files of the content, and the active version. */
@org.jspecify.annotations.NullMarked
package org.spinecds.guideline;
