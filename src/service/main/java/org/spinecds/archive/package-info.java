/**
 * Doses from an archive of DICOM RT over DICOMweb. A call asks for the doses of its patient and takes those that are kept
 * ({@code DoseArchive}); beside the calls the archive is read and the doses are computed ({@code ArchiveWorker}). A call
 * waits for them at most {@code spinecds.archive.budget}, and fails for nothing here.
 */
@org.jspecify.annotations.NullMarked
package org.spinecds.archive;
