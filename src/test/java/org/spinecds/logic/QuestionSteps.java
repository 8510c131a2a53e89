package org.spinecds.logic;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.Assessment;

/** A question to the rules in the two steps it is answered in, so that each can be measured. */
public final class QuestionSteps {

    private final AssessmentLogic logic;
    private final AssessmentLogic.Question question;

    /** The question of a service. */
    public QuestionSteps(AssessmentLogic logic, String library, String cards, String hook) {
        this.logic = logic;
        this.question = new AssessmentLogic.Question(library, cards, hook);
    }

    /** What the rules answer, as plain values. */
    public Map<String, @Nullable Object> evaluated(
            List<Resource> patient, List<ServiceRequest> orders, ZonedDateTime moment) {
        return logic.values(question, logic.expressions(question), patient, orders, moment);
    }

    /** The assessment that the answers make. */
    public Assessment decided(Map<String, @Nullable Object> answers) {
        return logic.assembled(question, answers);
    }
}
