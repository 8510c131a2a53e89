package org.spinecds.patientdata;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.spinecds.fhir.FhirJson;

/**
 * Collects the patient's resources so that each counts once. Of two versions the one with the later {@code
 * meta.lastUpdated} stays; where that does not decide, the one that came later, which is the FHIR server's.
 */
final class GatheredResources {

    private static final Logger log = LoggerFactory.getLogger(GatheredResources.class);

    private final String patientId;
    private final Map<ResourceKey, Resource> byKey = new LinkedHashMap<>();

    GatheredResources(String patientId) {
        this.patientId = patientId;
    }

    void add(List<Resource> resources) {
        int others = 0;
        for (Resource resource : resources) {
            if (Subject.isAnother(resource, patientId)) {
                others++;
            } else {
                byKey.merge(key(resource), resource, GatheredResources::theBetter);
            }
        }
        if (others > 0) {
            log.warn("{} resources of another patient were left out.", others);
        }
    }

    boolean has(ResourceKey key) {
        return byKey.containsKey(key);
    }

    List<Resource> all() {
        return List.copyOf(byKey.values());
    }

    /** A resource without an id can be the same as no other; it is given one, by which the answer names it. */
    private ResourceKey key(Resource resource) {
        if (!resource.getIdElement().hasIdPart()) {
            resource.setId("without-id-" + (byKey.size() + 1));
        }
        return ResourceKey.of(resource);
    }

    private static Resource theBetter(Resource earlier, Resource later) {
        Optional<Instant> ofEarlier = FhirJson.lastUpdated(earlier);
        Optional<Instant> ofLater = FhirJson.lastUpdated(later);
        return ofEarlier.isPresent() && ofLater.isPresent() && ofEarlier.get().isAfter(ofLater.get()) ? earlier : later;
    }
}
