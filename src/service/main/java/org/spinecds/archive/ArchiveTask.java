package org.spinecds.archive;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskOutputComponent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.spinecds.organdose.DoseObservations;

/**
 * The state of the reading of the archive as a Task in the record. SpineRecurrenceArchive reads it, so that cards and
 * worksheet tell that doses are being read, that the archive could not be read, which Observations come from it, and which
 * doses have no course.
 */
final class ArchiveTask {

    /** The id of the Task, and its code. */
    static final String NAME = "dose-archive";

    /** The doses that are kept were not found in the time of the call. */
    static final String NOT_IN_TIME = "NOT_IN_TIME";

    /** No identifier of the patient is one of the archive, or several are. */
    static final String NO_IDENTIFIER = "NO_IDENTIFIER";

    /** The type of an output that names an Observation of the record. */
    static final String DOSE = "dose";

    private static final String UCUM = "http://unitsofmeasure.org";
    private static final int PLACES = 4;

    private ArchiveTask() {}

    /**
     * Returns a Task.
     *
     * @param subject the reference of the patient
     * @param courses the courses without a dose in the record
     * @param problem the reason of a failed reading; empty without one
     */
    static Task of(
            String subject,
            TaskStatus status,
            String problem,
            List<Course> courses,
            OfferedDoses doses,
            @Nullable Date ended) {
        Task task = new Task();
        task.setId(NAME);
        task.setStatus(status).setIntent(TaskIntent.ORDER).setFor(new Reference(subject));
        task.getCode().setText(NAME);
        if (!problem.isEmpty()) {
            task.getStatusReason().setText(problem);
        }
        if (ended != null) {
            task.setLastModified(ended);
        }
        for (Course course : courses) {
            task.addInput()
                    .setValue(new Reference(course.reference()))
                    .getType()
                    .setText("course");
        }
        for (Observation dose : doses.observations()) {
            task.addOutput()
                    .setValue(new Reference("Observation/" + dose.getIdPart()))
                    .getType()
                    .setText(DOSE);
        }
        for (OfferedDoses.Notice notice : doses.notices()) {
            add(task.addOutput(), notice);
        }
        return task;
    }

    /** A notice: its code, the UID of its plan or dose, and its dose in Gy, its reason, or the UID again. */
    private static void add(TaskOutputComponent output, OfferedDoses.Notice notice) {
        output.getType().setText(notice.code());
        if (!notice.uid().isEmpty()) {
            Extension reference = new Extension(DoseObservations.DICOM_REFERENCE);
            reference.addExtension("instanceUid", new IdType(notice.uid()));
            output.addExtension(reference);
        }
        if (notice.gray() != null) {
            Quantity dose = new Quantity()
                    .setValue(BigDecimal.valueOf(notice.gray()).setScale(PLACES, RoundingMode.CEILING))
                    .setUnit("Gy")
                    .setSystem(UCUM)
                    .setCode("Gy");
            if (notice.lowerBound()) {
                dose.setComparator(Quantity.QuantityComparator.GREATER_OR_EQUAL);
            }
            output.setValue(dose);
        } else {
            output.setValue(new StringType(notice.said().isEmpty() ? notice.uid() : notice.said()));
        }
    }
}
