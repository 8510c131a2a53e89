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
 * Collects the patient's resources so that each counts once. Of two versions the one with the later {@code
 * meta.lastUpdated} stays; where that does not decide, the one that came later, which is the FHIR server's.
 */
final class GatheredResources {

    private final String patientId;
    private final Map<ResourceKey, Resource> byKey = new LinkedHashMap<>();
    private final Map<ResourceKey, String> readAs = new HashMap<>();

    GatheredResources(String patientId) {
        this.patientId = patientId;
    }

    /**
     * Adds what was read.
     *
     * @param name of the query in reports
     */
    void add(String name, List<Resource> resources) {
        for (Resource resource : resources) {
            ResourceKey key = key(resource);
            byKey.merge(key, resource, GatheredResources::theBetter);
            readAs.put(key, name);
        }
    }

    /** The ids of the patient: that of the call, and those that Patient.link names. */
    Set<String> own() {
        Set<String> own = new HashSet<>(Set.of(patientId));
        patient().map(Subject::linked).ifPresent(own::addAll);
        return own;
    }

    /** Whether the patient's record goes on under another id. */
    boolean isReplaced() {
        return patient().map(Subject::isReplaced).orElse(false);
    }

    private Optional<Patient> patient() {
        return Optional.ofNullable(byKey.get(new ResourceKey("Patient", patientId)))
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast);
    }

    /** The names of the queries that brought what is another patient's. */
    Set<String> withAnothers() {
        Set<String> own = own();
        return byKey.entrySet().stream()
                .filter(entry -> Subject.isAnother(entry.getValue(), own))
                .map(entry -> readAs.getOrDefault(entry.getKey(), entry.getKey().type()))
                .collect(Collectors.toSet());
    }

    /** Takes back what a query brought that could be done without. */
    void leaveOut(String name) {
        byKey.keySet().removeIf(key -> name.equals(readAs.get(key)));
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
