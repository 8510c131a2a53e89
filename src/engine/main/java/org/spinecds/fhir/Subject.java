package org.spinecds.fhir;

import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BodyStructure;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Tells which patient a resource belongs to. */
public final class Subject {

    private Subject() {}

    /**
     * Whether the resource belongs to another patient, or to a subject that is no patient. A resource that names no
     * patient by id does not: it came by a search for the patient, and the search is trusted.
     */
    public static boolean isAnother(Resource resource, String patientId) {
        return isAnother(resource, Set.of(patientId));
    }

    /**
     * Whether the resource belongs to another patient than one with several ids.
     *
     * @param own the id of the patient and those of {@link #linked Patient.link}
     */
    public static boolean isAnother(Resource resource, Set<String> own) {
        if (resource instanceof Patient patient) {
            return !own.contains(String.valueOf(patient.getIdElement().getIdPart()));
        }
        Reference reference = reference(resource);
        String text = reference == null ? null : reference.getReference();
        if (text == null || text.isBlank() || text.startsWith("urn:") || text.startsWith("#")) {
            return false;
        }
        IdType id = new IdType(text);
        boolean patient = id.getResourceType() == null || id.getResourceType().equals("Patient");
        return !patient || !own.contains(String.valueOf(id.getIdPart()));
    }

    /** The ids of further records of the same person (FHIR R4, Patient.link). */
    public static Set<String> linked(Patient patient) {
        return patient.getLink().stream()
                .map(link -> new IdType(link.getOther().getReference()))
                .filter(id -> "Patient".equals(id.getResourceType()) && id.hasIdPart())
                .map(IdType::getIdPart)
                .collect(Collectors.toSet());
    }

    /** Whether another record replaces this one: the resources found under this id are then incomplete. */
    public static boolean isReplaced(Patient patient) {
        return patient.getLink().stream().anyMatch(link -> link.getType() == Patient.LinkType.REPLACEDBY);
    }

    private static @Nullable Reference reference(Resource resource) {
        if (!FhirJson.RECORD_TYPES.contains(resource.fhirType())) {
            return null;
        }
        Property named = resource.getNamedProperty(resource instanceof BodyStructure ? "patient" : "subject");
        return named != null && named.hasValues() && named.getValues().get(0) instanceof Reference reference
                ? reference
                : null;
    }
}
