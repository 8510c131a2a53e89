/** Tests of the archive: a stand-in for a DICOMweb archive, with phantoms that the tests of doses make. */
@org.jspecify.annotations.NullMarked
package org.spinecds.archive;
