/** The mapping of local codes to the codes of the rules, by ConceptMaps of the site. */
@org.jspecify.annotations.NullMarked
package org.spinecds.mapping;
