/** Reads DICOM files: bounded, without following any address, and only the attributes that a dose needs. */
@NullMarked
package org.spinecds.dose.dicom;

import org.jspecify.annotations.NullMarked;
