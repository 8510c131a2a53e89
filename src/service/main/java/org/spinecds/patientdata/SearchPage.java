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
 * One checked page of a search: it reports no failure, and its matches are of the type searched for.
 *
 * @param next the address of the next page; null on the last
 * @param total the number of matches on all pages; null where the server does not tell it
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
     * Whether the server counts more matches than there are different resources among those read. A resource that is
     * repeated, on one page or on several, counts once: it may hide a missing one.
     */
    boolean promisesMoreThan(List<Resource> read) {
        return total != null && total > distinct(read);
    }

    /** The number of different resources; one without an id differs from every other. */
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
