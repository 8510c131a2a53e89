package org.spinecds.card;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The patient, the requester and the orders of a call, for its drafts.
 *
 * @param patientId a FHIR id
 * @param requester a reference to the practitioner who would sign; null where the user is no practitioner
 * @param encounterId a FHIR id; null where the call names no encounter
 * @param day the day of the advice
 * @param drafts the unsigned orders as the client sent them, with their unknown elements
 * @param orders the names of the orders that the advice concerns, as many as fit on a card
 * @param needsRating whether the client applies a changed order only if it has a rating of appropriateness
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
