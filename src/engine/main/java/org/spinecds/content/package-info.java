/** The content as files: CQL, value sets, services and cards, from the jar or from a folder. */
@org.jspecify.annotations.NullMarked
package org.spinecds.content;
