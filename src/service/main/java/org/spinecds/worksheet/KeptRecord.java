package org.spinecds.worksheet;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.card.CardContext;

/**
 * What a call was answered from, without its token.
 *
 * @param service that answered
 * @param question it asked the content
 * @param answeredAt when
 * @param replayed the day as of which it was answered; null means that of {@code answeredAt}
 * @param contentVersion of what decided
 * @param changedSettings thresholds the site had set otherwise than the content does
 * @param reading the {@link org.spinecds.fhir.Reading#mark mark} of what the rules read of the record
 * @param resources every resource that they read, the drafts of the call first
 * @param orders ids of the ServiceRequests among them that the call was about
 */
public record KeptRecord(
        String service,
        Asked question,
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

    /** Library, expression of the cards, and hook. */
    public record Asked(String library, String cards, String hook) {}

    @Override
    public String toString() {
        return "KeptRecord[" + resources.size() + " resources]";
    }
}
