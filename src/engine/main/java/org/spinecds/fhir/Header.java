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
 * The header of a resource that no rule uses: type, id, last update, subject. A chart has hundreds of them; to read
 * them whole would take most of the time for a large record.
 */
final class Header {

    private static final int LONGEST_ID = 255;

    /** The form of an instant. Whether its date exists is checked only where two versions are compared. */
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private static final Map<String, BiFunction<String, @Nullable Reference, Resource>> TYPES =
            Map.of("Observation", Header::observation, "Procedure", Header::procedure);

    private Header() {}

    /** The header of a resource; null where the whole resource must be read, even if it is then refused. */
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
                    // The whole is needed: it may contain or refer to other resources, or change its own meaning.
                    return null;
                }
                default -> {
                    // Not part of the header.
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

    /** The form of FHIR R4 (Data Types, id), up to 255 characters instead of 64: some large EHRs send longer ids. */
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
     * The time of the version that was read as a header; null where it has none, or no valid one.
     *
     * @param resource the JSON as the EHR sent it
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
