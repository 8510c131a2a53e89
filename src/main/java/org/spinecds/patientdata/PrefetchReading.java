package org.spinecds.patientdata;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.Subject;
import org.spinecds.hook.PrefetchValue;

/** What the prefetch is worth for one key: everything, a first page, or nothing to rely on. */
sealed interface PrefetchReading {

    /** All there is. */
    record Complete(List<Resource> resources) implements PrefetchReading {}

    /** The first of several pages. */
    record FirstPage(SearchPage page) implements PrefetchReading {}

    /** To be read from the FHIR server instead. */
    record NotUsable(String reason) implements PrefetchReading {}

    /**
     * Judges one value.
     *
     * @param value null when the EHR left the key out
     * @param own the ids of the patient
     */
    static PrefetchReading of(@Nullable PrefetchValue value, FhirQuery query, Set<String> own) {
        if (value == null) {
            return new NotUsable("not in the prefetch");
        }
        if (value instanceof PrefetchValue.Present present) {
            return query instanceof FhirQuery.Read read
                    ? ofRead(present.resource(), read)
                    : ofSearch(present.resource(), query, own);
        }
        if (value instanceof PrefetchValue.NothingThere) {
            return query instanceof FhirQuery.Read ? new NotUsable("null in the prefetch") : new Complete(List.of());
        }
        return new NotUsable("failed in the prefetch");
    }

    private static PrefetchReading ofRead(Resource resource, FhirQuery.Read read) {
        return ResourceKey.of(resource).equals(new ResourceKey(read.type(), read.id()))
                ? new Complete(List.of(resource))
                : new NotUsable("another resource in the prefetch");
    }

    private static PrefetchReading ofSearch(Resource resource, FhirQuery query, Set<String> own) {
        try {
            SearchPage page = SearchPage.of(resource, query.type());
            if (page.matches().stream().anyMatch(match -> Subject.isAnother(match, own))) {
                return new NotUsable("another patient's in the prefetch");
            }
            if (page.next() != null) {
                return new FirstPage(page);
            }
            return page.promisesMoreThan(page.matches())
                    ? new NotUsable("incomplete in the prefetch")
                    : new Complete(page.matches());
        } catch (ReadFailed e) {
            return new NotUsable("in the prefetch " + e.reason());
        }
    }
}
