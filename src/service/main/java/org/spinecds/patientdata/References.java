package org.spinecds.patientdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.spinecds.hook.HookRequest;

/** Finds the references of courses and plans: the volumes in their extensions, and the plans they are based on. */
final class References {

    private static final Set<String> FOLLOWED = Set.of("BodyStructure", "ServiceRequest");

    private References() {}

    /**
     * A reference to a volume or a plan.
     *
     * @param base the base of an absolute reference; null for a relative one
     */
    record Target(@Nullable String base, ResourceKey key) {}

    /** The references to volumes and plans that are neither gathered yet nor among the draft orders. */
    static List<Target> missing(List<Resource> known, HookRequest request) {
        List<Resource> drafts = request.draftOrders().getEntry().stream()
                .filter(BundleEntryComponent::hasResource)
                .map(BundleEntryComponent::getResource)
                .toList();
        Set<ResourceKey> there = Stream.concat(known.stream(), drafts.stream())
                .map(ResourceKey::of)
                .collect(Collectors.toSet());
        List<Reference> references = new ArrayList<>();
        known.forEach(resource -> collect(resource, false, references));
        drafts.forEach(draft -> collect(draft, true, references));
        return references.stream()
                .flatMap(References::target)
                .filter(target -> !there.contains(target.key()))
                .distinct()
                .toList();
    }

    private static void collect(Resource resource, boolean isDraft, List<Reference> references) {
        if (resource instanceof Procedure procedure && !isDraft) {
            references.addAll(procedure.getBasedOn());
            procedure.getExtension().forEach(extension -> collect(extension, references));
        } else if (resource instanceof ServiceRequest order) {
            references.addAll(isDraft ? order.getBasedOn() : List.of());
            order.getExtension().forEach(extension -> collect(extension, references));
        }
    }

    private static void collect(Extension extension, List<Reference> references) {
        if (extension.getValue() instanceof Reference reference) {
            references.add(reference);
        }
        extension.getExtension().forEach(nested -> collect(nested, references));
    }

    private static Stream<Target> target(Reference reference) {
        String text = reference.getReference();
        if (text == null || text.isBlank() || text.startsWith("#") || text.startsWith("urn:")) {
            return Stream.of();
        }
        IdType id = new IdType(text);
        if (id.getResourceType() == null || !FOLLOWED.contains(id.getResourceType())) {
            return Stream.of();
        }
        ResourceKey key = new ResourceKey(id.getResourceType(), String.valueOf(id.getIdPart()));
        return key.isReadable() ? Stream.of(new Target(id.getBaseUrl(), key)) : Stream.of();
    }
}
