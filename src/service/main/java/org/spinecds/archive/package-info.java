/**
 * Doses from an archive of DICOM RT over DICOMweb. A call asks for the doses of its patient and takes those that are kept
 * ({@code DoseArchive}), within its budget; beside the calls the archive is read and the doses are computed
 * ({@code ArchiveWorker}). No failure here fails a call.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.archive;
