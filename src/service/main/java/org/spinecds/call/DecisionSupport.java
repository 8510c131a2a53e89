package org.spinecds.call;

import org.spinecds.card.HookResponse;
import org.spinecds.guideline.Guideline;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;

/** The path in one method: from the EHR's request to the clinician's cards. */
public interface DecisionSupport {

    /** Answers one call by one guideline. */
    HookResponse answer(Guideline guideline, ServiceDefinition service, HookRequest request);
}
