package org.spinecds.fhir;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The header of a resource that no rule reads: type, id, last update, subject. A chart holds hundreds of those, and reading them
 * whole is most of the time that a large record takes.
 */
final class Header {

    private static final int LONGEST_ID = 255;

    /** The form of an instant; whether there is such a day is asked only where two versions are held against each other. */
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private static final Map<String, BiFunction<String, @Nullable Reference, Resource>> TYPES =
            Map.of("Observation", Header::observation, "Procedure", Header::procedure);

    private Header() {}

    /** The header of a resource; null where it must be read wholly, were it only to be refused. */
    static @Nullable Resource of(JsonNode resource) {
        @Nullable String type = null;
        @Nullable String id = null;
        JsonNode subject = MissingNode.getInstance();
        JsonNode updated = MissingNode.getInstance();
        for (Map.Entry<String, JsonNode> member : resource.properties()) {
            switch (member.getKey()) {
                case "resourceType" -> type = text(member.getValue());
                case "id" -> id = text(member.getValue());
                case "subject" -> subject = member.getValue();
                case "meta" -> updated = member.getValue().path("lastUpdated");
                case "contained", "extension", "modifierExtension", "implicitRules", "basedOn" -> {
                    // There is more to it: what it holds, what it refers to, what turns its meaning.
                    return null;
                }
                default -> {
                    // Of no use.
                }
            }
        }
        @Nullable String whose = text(subject.path("reference"));
        @Nullable String moment = text(updated);
        boolean isWhollyTold = (subject.isMissingNode() || whose != null)
                && (updated.isMissingNode()
                        || (moment != null && INSTANT.matcher(moment).matches()));
        return type == null || id == null || !isId(id) || !isWhollyTold ? null : header(type, id, whose);
    }

    /** As FHIR R4 has it, Data Types, id; longer too, since large EHRs send longer ones. */
    private static boolean isId(String id) {
        for (int place = 0; place < id.length(); place++) {
            char sign = id.charAt(place);
            if (sign != '-' && sign != '.' && !isLetterOrDigit(sign)) {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= LONGEST_ID;
    }

    private static boolean isLetterOrDigit(char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
    }

    private static @Nullable Resource header(String type, String id, @Nullable String whose) {
        var made = TYPES.get(type);
        return made == null ? null : made.apply(id, whose == null ? null : new Reference(whose));
    }

    /**
     * When the version was written whose header was read; null where it does not say.
     *
     * @param resource as it came
     */
    static @Nullable Instant lastUpdated(JsonNode resource) {
        @Nullable String moment = text(resource.path("meta").path("lastUpdated"));
        try {
            return moment == null ? null : OffsetDateTime.parse(moment).toInstant();
        } catch (DateTimeParseException e) {
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

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.stringValue() : null;
    }
}
