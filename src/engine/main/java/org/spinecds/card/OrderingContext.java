package org.spinecds.card;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who orders what for whom: what a draft is addressed with.
 *
 * @param patientId a FHIR id
 * @param requester a reference to the practitioner who would sign; null where the user is none
 * @param encounterId a FHIR id; null where the call names none
 * @param day on which the advice is given
 * @param drafts the unsigned orders as the client sent them, with whatever of them is not known here
 * @param orders the orders the advice is about, by their name where they have one
 * @param needsRating whether the client applies a changed order only with a rating of appropriateness
 */
public record OrderingContext(
        String patientId,
        @Nullable String requester,
        @Nullable String encounterId,
        LocalDate day,
        List<ObjectNode> drafts,
        List<String> orders,
        boolean needsRating) {

    public OrderingContext {
        drafts = List.copyOf(drafts);
        orders = List.copyOf(orders);
    }
}
