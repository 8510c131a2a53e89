package org.spinecds.patientdata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers one query from the FHIR server, to the last page. A search that some servers refuse is sent again in another
 * form, or counts as empty.
 */
record FhirReading(FhirServer server, int maxPages) {

    private static final Logger log = LoggerFactory.getLogger(FhirReading.class);

    private static final Set<Integer> ABSENT = Set.of(400, 403, 404, 410);

    /** All resources of a query. Where the prefetch has the first page, only the further pages are read. */
    List<Resource> read(RecordSource.Open open) throws ReadFailed {
        FhirQuery query = open.query();
        SearchPage first = open.why().first();
        if (first != null) {
            return readOn(first, query.type());
        }
        if (query instanceof FhirQuery.Search search) {
            return search(search);
        }
        return only(server.get(query).orFail(), query.type());
    }

    /** The resources of a search. Reads the pages after the first. */
    private List<Resource> readOn(SearchPage first, String type) throws ReadFailed {
        List<Resource> matches = new ArrayList<>(first.matches());
        Set<String> followed = new HashSet<>();
        SearchPage page = first;
        for (String next = page.next(); next != null; next = page.next()) {
            if (!followed.add(next) || followed.size() >= maxPages) {
                throw new ReadFailed("the pages have no end");
            }
            page = SearchPage.of(server.follow(next).orFail(), type);
            matches.addAll(page.matches());
        }
        if (first.promisesMoreThan(matches)) {
            throw new ReadFailed("the pages hold less than the server counts");
        }
        return matches;
    }

    /** The resource of a reference; empty where the server has none for this user. */
    List<Resource> readReferenced(String address, String type) throws ReadFailed {
        FhirServer.Answer answer = server.follow(address);
        if (ABSENT.contains(answer.status())) {
            log.info("A referenced {} is not on the FHIR server ({}).", type, answer.status());
            return List.of();
        }
        return only(answer.orFail(), type);
    }

    private static List<Resource> only(Resource resource, String type) throws ReadFailed {
        if (!resource.fhirType().equals(type)) {
            throw new ReadFailed("the answer is another resource");
        }
        return List.of(resource);
    }

    private List<Resource> search(FhirQuery.Search search) throws ReadFailed {
        FhirServer.Answer answer = server.get(search);
        Resource resource = answer.resource();
        if (resource != null) {
            return readOn(SearchPage.of(resource, search.type()), search.type());
        }
        return askedAgain(search, answer.status());
    }

    private List<Resource> askedAgain(FhirQuery.Search search, int status) throws ReadFailed {
        // Without the code, never by category instead: resources without a category would be lost.
        if (search.type().equals("Observation") && status == 400 && search.parameter("code") != null) {
            return readOn(SearchPage.of(server.get(search.without("code")).orFail(), search.type()), search.type());
        }
        if (search.type().equals("BodyStructure") && Set.of(400, 404, 501).contains(status)) {
            log.info("The FHIR server offers no search of BodyStructure ({}); they are read by reference.", status);
            return List.of();
        }
        if (search.type().equals("Encounter") && Set.of(400, 403, 404, 501).contains(status)) {
            log.info("The FHIR server offers no search of Encounter ({}); the history does without.", status);
            return List.of();
        }
        throw new ReadFailed("answered " + status);
    }
}
