package org.spinecds.workbench;

import java.time.Clock;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.guideline.Evaluation;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequest;

/**
 * A patient for testing a guideline: the call and the record.
 *
 * @param name the id of a worked case, or the name of a file
 * @param service the id of a service of the guideline that is meant; null means that of {@code cql/guideline.json}
 */
public record PatientCase(String name, @Nullable String service, HookRequest request, List<Resource> record) {

    public PatientCase {
        record = List.copyOf(record);
    }

    /**
     * Prepares the evaluation by a guideline, with the record as read.
     *
     * @throws CaseUnreadable when the guideline has no service for its hook
     */
    public Evaluation put(Guideline guideline, Clock clock) {
        return new Evaluation(
                guideline,
                guideline
                        .serviceFor(request.hook(), service)
                        .orElseThrow(() ->
                                new CaseUnreadable("The content has no service for the hook " + request.hook() + ".")),
                request,
                clock);
    }

    /** A copy of the record in the form for a guideline, so that the case can be evaluated by another too. */
    public Evaluation.Known known(Evaluation evaluation) {
        return evaluation.known(record.stream().map(Resource::copy).toList());
    }
}
