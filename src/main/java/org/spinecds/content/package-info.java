/** The knowledge as files: CQL and service definitions, from the jar or from a folder. */
@org.jspecify.annotations.NullMarked
package org.spinecds.content;
