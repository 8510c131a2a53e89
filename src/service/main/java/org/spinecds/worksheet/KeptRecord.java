package org.spinecds.worksheet;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardContext;
import org.spinecds.logic.AssessmentLogic;

/**
 * The input of a call's answer, without the access token.
 *
 * @param service the service that answered
 * @param question the question to the rules
 * @param answeredAt the moment of the answer
 * @param replayed the day that the call replayed; null where it was the day of {@code answeredAt}
 * @param contentVersion the version of the rules and words
 * @param changedSettings the thresholds that differed from the default of the content
 * @param reading the {@link org.spinecds.fhir.Reading#mark mark} of the resources that the rules use
 * @param resources every resource that the rules use, the drafts of the call first
 * @param orders the ids of the ServiceRequests among them that the call concerned
 */
public record KeptRecord(
        String service,
        AssessmentLogic.Question question,
        Instant answeredAt,
        @Nullable LocalDate replayed,
        String contentVersion,
        List<CardContext.ChangedSetting> changedSettings,
        String reading,
        List<Resource> resources,
        List<String> orders) {

    public KeptRecord {
        changedSettings = List.copyOf(changedSettings);
        resources = List.copyOf(resources);
        orders = List.copyOf(orders);
    }

    @Override
    public String toString() {
        return "KeptRecord[" + resources.size() + " resources]";
    }
}
