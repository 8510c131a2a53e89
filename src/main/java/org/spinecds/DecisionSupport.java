package org.spinecds;

import org.spinecds.card.HookResponse;
import org.spinecds.hook.HookRequest;
import org.spinecds.hook.ServiceDefinition;

/** The path in one method: from what the EHR says to what the clinician sees. */
public interface DecisionSupport {

    HookResponse answer(ServiceDefinition service, HookRequest request);
}
