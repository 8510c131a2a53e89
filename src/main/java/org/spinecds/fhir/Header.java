package org.spinecds.fhir;

import ca.uhn.fhir.parser.DataFormatException;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which resource it is, of when, and whose: all that is read of one that is of no use. A chart holds hundreds of those, and
 * to read them wholly is most of the time that a large record takes.
 */
final class Header {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    /** With these there is more to it: what it holds, what it refers to, what turns its meaning. */
    private static final Set<String> MORE =
            Set.of("contained", "extension", "modifierExtension", "implicitRules", "basedOn");

    private static final Map<String, BiFunction<String, @Nullable Reference, Resource>> TYPES =
            Map.of("Observation", Header::observation, "Procedure", Header::procedure);

    private Header() {}

    /** The header of a resource; null where it must be read wholly, were it only to be refused. */
    static @Nullable Resource of(JsonNode resource) {
        var type = TYPES.get(resource.path("resourceType").asString(""));
        String id = text(resource, "id");
        if (type == null
                || id == null
                || !ID.matcher(id).matches()
                || MORE.stream().anyMatch(resource::has)) {
            return null;
        }
        JsonNode subject = resource.path("subject");
        JsonNode updated = resource.path("meta").path("lastUpdated");
        String whose = text(subject, "reference");
        if ((!subject.isMissingNode() && whose == null) || (!updated.isMissingNode() && !updated.isString())) {
            return null;
        }
        Resource header = type.apply(id, whose == null ? null : new Reference(whose));
        try {
            if (updated.isString()) {
                header.getMeta().setLastUpdatedElement(new InstantType(updated.stringValue()));
            }
            return header;
        } catch (DataFormatException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Resource observation(String id, @Nullable Reference subject) {
        Observation observation = new Observation();
        observation.setId(id);
        return subject == null ? observation : observation.setSubject(subject);
    }

    private static Resource procedure(String id, @Nullable Reference subject) {
        Procedure procedure = new Procedure();
        procedure.setId(id);
        return subject == null ? procedure : procedure.setSubject(subject);
    }

    private static @Nullable String text(JsonNode parent, String member) {
        JsonNode value = parent.path(member);
        return value.isString() ? value.stringValue() : null;
    }
}
