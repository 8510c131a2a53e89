package org.spinecds.patientdata;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleLinkComponent;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One page of a search that can be relied on: no failure hides in it, and it holds what was asked for.
 *
 * @param next address of the next page, null on the last
 * @param total matches on all pages, null when the server does not say
 */
record SearchPage(List<Resource> matches, @Nullable String next, @Nullable Integer total) {

    private static final Logger log = LoggerFactory.getLogger(SearchPage.class);

    SearchPage {
        matches = List.copyOf(matches);
    }

    static SearchPage of(Resource answer, String type) throws ReadFailed {
        if (!(answer instanceof Bundle bundle)) {
            throw new ReadFailed("the answer is not a Bundle");
        }
        List<Resource> matches = new ArrayList<>();
        for (BundleEntryComponent entry : bundle.getEntry()) {
            Resource resource = entry.getResource();
            if (resource == null) {
                throw new ReadFailed("the answer has an entry without a resource");
            }
            if (resource instanceof OperationOutcome outcome) {
                refuseFailure(outcome, type);
            } else if (resource.fhirType().equals(type)) {
                matches.add(resource);
            } else if (entry.getSearch().getMode() != SearchEntryMode.INCLUDE) {
                throw new ReadFailed("the answer holds resources that were not asked for");
            }
        }
        BundleLinkComponent next = bundle.getLink("next");
        if (next != null && !next.hasUrl()) {
            throw new ReadFailed("the answer has a next page without an address");
        }
        return new SearchPage(
                matches,
                next == null ? null : next.getUrl(),
                bundle.getTotalElement().getValue() == null ? null : bundle.getTotal());
    }

    /**
     * Whether the server counted more matches than there are different resources among those read. A resource that is
     * repeated on a page or between pages does not stand in for one that is missing.
     */
    boolean promisesMoreThan(List<Resource> read) {
        return total != null && total > distinct(read);
    }

    /** How many different resources these are; one without an id is the same as no other. */
    private static long distinct(List<Resource> read) {
        return read.stream()
                .map(resource -> resource.getIdElement().hasIdPart() ? ResourceKey.of(resource) : resource)
                .distinct()
                .count();
    }

    private static void refuseFailure(OperationOutcome outcome, String type) throws ReadFailed {
        for (OperationOutcomeIssueComponent issue : outcome.getIssue()) {
            IssueSeverity severity = issue.getSeverity();
            if (severity != IssueSeverity.WARNING && severity != IssueSeverity.INFORMATION) {
                throw new ReadFailed("the answer reports a failure");
            }
        }
        log.info(
                "A search for {} was answered with {} remarks.",
                type,
                outcome.getIssue().size());
    }
}
