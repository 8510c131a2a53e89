/** What is asked, decided and said, as one: all that is read from the files of the content, and which of it is in force. */
@org.jspecify.annotations.NullMarked
package org.spinecds.guideline;
