/** The codes of a site read as the codes of the rules, by ConceptMaps that the site writes. */
@NullMarked
package org.spinecds.mapping;

import org.jspecify.annotations.NullMarked;
