package org.spinecds.patientdata;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.spinecds.fhir.FhirJson;
import org.spinecds.fhir.Subject;

/**
 * Collects the patient's resources, each once. Of two versions the one with the later {@code meta.lastUpdated} stays.
 * Where a version has no such time, or both have the same, the one that was read later stays: that of the FHIR server.
 */
final class GatheredResources {

    private final String patientId;
    private final Map<ResourceKey, Resource> byKey = new LinkedHashMap<>();
    private final Map<ResourceKey, String> readAs = new HashMap<>();

    GatheredResources(String patientId) {
        this.patientId = patientId;
    }

    /**
     * Adds resources that were read.
     *
     * @param name the name of the query in reports
     */
    void add(String name, List<Resource> resources) {
        for (Resource resource : resources) {
            ResourceKey key = key(resource);
            byKey.merge(key, resource, GatheredResources::theBetter);
            readAs.put(key, name);
        }
    }

    /** The ids of the patient: the id of the call, and the ids in Patient.link. */
    Set<String> own() {
        Set<String> own = new HashSet<>(Set.of(patientId));
        patient().map(Subject::linked).ifPresent(own::addAll);
        return own;
    }

    /** Whether another record replaces the patient's record. */
    boolean isReplaced() {
        return patient().map(Subject::isReplaced).orElse(false);
    }

    private Optional<Patient> patient() {
        return Optional.ofNullable(byKey.get(new ResourceKey("Patient", patientId)))
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast);
    }

    /** The names of the queries that returned resources of another patient. */
    Set<String> withAnothers() {
        Set<String> own = own();
        return byKey.entrySet().stream()
                .filter(entry -> Subject.isAnother(entry.getValue(), own))
                .map(entry -> readAs.getOrDefault(entry.getKey(), entry.getKey().type()))
                .collect(Collectors.toSet());
    }

    /** Removes the resources of an optional query. */
    void leaveOut(String name) {
        byKey.keySet().removeIf(key -> name.equals(readAs.get(key)));
    }

    List<Resource> all() {
        return List.copyOf(byKey.values());
    }

    /**
     * The key of a resource. A resource without an id equals no other; it gets an id here, so that the answer can name
     * it.
     */
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
