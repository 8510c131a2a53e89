package org.spinecds.patientdata;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.spinecds.fhir.Subject;
import org.spinecds.hook.PrefetchValue;

/** Reads the prefetch of the call: each of its values that is complete and belongs to this patient. */
final class Prefetch implements RecordSource {

    @Override
    public List<Read> reads(Question question) {
        Set<String> own = own(question);
        return question.open().entrySet().stream()
                .map(open -> new Read(
                        open.getKey(),
                        "",
                        open.getValue().need(),
                        null,
                        () -> read(
                                question.request().prefetch().get(open.getKey()),
                                open.getValue().query(),
                                own)))
                .toList();
    }

    /** The ids of the patient: that of the call, and those in Patient.link of a Patient in the prefetch. */
    private static Set<String> own(Question question) {
        GatheredResources prefetched = new GatheredResources(question.request().patientId());
        question.open().forEach((part, open) -> {
            if (open.query() instanceof FhirQuery.Read
                    && question.request().prefetch().get(part) instanceof PrefetchValue.Present present) {
                prefetched.add(part, List.of(present.resource()));
            }
        });
        return prefetched.own();
    }

    private static List<Resource> read(@Nullable PrefetchValue value, FhirQuery query, Set<String> own)
            throws ReadFailed {
        if (value == null) {
            throw new ReadFailed("not in the prefetch");
        }
        if (value instanceof PrefetchValue.Present present) {
            return query instanceof FhirQuery.Read read
                    ? ofRead(present.resource(), read)
                    : ofSearch(present.resource(), query, own);
        }
        if (value instanceof PrefetchValue.Failed) {
            throw new ReadFailed("failed in the prefetch");
        }
        if (query instanceof FhirQuery.Read) {
            throw new ReadFailed("null in the prefetch");
        }
        return List.of();
    }

    private static List<Resource> ofRead(Resource resource, FhirQuery.Read read) throws ReadFailed {
        if (!ResourceKey.of(resource).equals(new ResourceKey(read.type(), read.id()))) {
            throw new ReadFailed("another resource in the prefetch");
        }
        return List.of(resource);
    }

    private static List<Resource> ofSearch(Resource resource, FhirQuery query, Set<String> own) throws ReadFailed {
        SearchPage page;
        try {
            page = SearchPage.of(resource, query.type());
        } catch (ReadFailed e) {
            throw new ReadFailed("in the prefetch " + e.reason());
        }
        if (page.matches().stream().anyMatch(match -> Subject.isAnother(match, own))) {
            throw new ReadFailed("another patient's in the prefetch");
        }
        if (page.next() != null) {
            throw new ReadFailed("incomplete in the prefetch", page);
        }
        if (page.promisesMoreThan(page.matches())) {
            throw new ReadFailed("incomplete in the prefetch");
        }
        return page.matches();
    }
}
