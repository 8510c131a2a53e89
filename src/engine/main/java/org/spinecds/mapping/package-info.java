/** The mapping of local codes to the codes of the rules, by ConceptMaps of the site. */
@NullMarked
package org.spinecds.mapping;

import org.jspecify.annotations.NullMarked;
