/** Doses of organs in the forms that the service gives: numbers of the content, JSON, Observations. */
@NullMarked
package org.spinecds.organdose;

import org.jspecify.annotations.NullMarked;
