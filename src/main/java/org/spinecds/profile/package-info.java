/** The promise to those who connect an EHR: the profiles of what is read, and a record held against them. */
@NullMarked
package org.spinecds.profile;

import org.jspecify.annotations.NullMarked;
