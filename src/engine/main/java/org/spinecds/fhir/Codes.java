package org.spinecds.fhir;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads resources of some types by their codes only: one whose codes are all others is of no use. A resource without a code,
 * or with one that is not wholly told, may be of use.
 *
 * @param byType the codes that are read, as {@code system|code}, of the types that are read by code only
 * @param names the other names that a record may have for them
 */
public record Codes(Map<String, Set<String>> byType, CodeNames names) implements Reading {

    public Codes {
        byType = Map.copyOf(byType);
    }

    /** The same, of records that name every code system as the rules do. */
    public Codes(Map<String, Set<String>> byType) {
        this(byType, CodeNames.none());
    }

    @Override
    public boolean mayUse(JsonNode resource) {
        Set<String> read = byType.get(resource.path("resourceType").asString(""));
        JsonNode codings = resource.path("code").path("coding");
        if (read == null || codings.isEmpty()) {
            return true;
        }
        for (JsonNode coding : codings) {
            if (mayBeOf(read, coding)) {
                return true;
            }
        }
        return false;
    }

    /** Maps, sets and texts have the same hash everywhere, as they are specified. */
    @Override
    public String mark() {
        return Integer.toHexString(byType.hashCode());
    }

    private boolean mayBeOf(Set<String> read, JsonNode coding) {
        @Nullable String system = text(coding, "system");
        @Nullable String code = text(coding, "code");
        if (system == null || code == null) {
            return true;
        }
        CodeNames.Name name = names.of(system, code);
        return read.contains(name.system() + "|" + name.code());
    }

    private static @Nullable String text(JsonNode coding, String member) {
        JsonNode value = coding.path(member);
        // The FHIR parser takes the space around a code away.
        return value.isString() ? value.stringValue().strip() : null;
    }
}
