package org.spinecds.archive;

import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The state of the reading of the archive as a Task in the record, so that a rule or a card can tell that doses are being
 * read, that the archive could not be read, and which doses have no course. No rule reads it yet.
 */
final class ArchiveTask {

    /** The id of the Task, and its code. */
    static final String NAME = "dose-archive";

    /** The doses that are kept were not found in the time of the call. */
    static final String NOT_IN_TIME = "NOT_IN_TIME";

    /** No identifier of the patient is one of the archive, or several are. */
    static final String NO_IDENTIFIER = "NO_IDENTIFIER";

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
            List<OfferedDoses.Notice> notices,
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
        for (OfferedDoses.Notice notice : notices) {
            task.addOutput().setValue(new StringType(notice.uid())).getType().setText(notice.code());
        }
        return task;
    }
}
