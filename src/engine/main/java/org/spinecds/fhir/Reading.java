package org.spinecds.fhir;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tells which resources of a record are read wholly: those that a rule may use. Resources of some types are read only
 * if they have a certain code. A resource is unused where all its codes are others.
 * A resource without a code, or with a code that lacks system or value, may be used.
 *
 * @param byType the codes to read, as {@code system|code}, by type of resource; a type that is absent is read wholly
 * @param names the other names that a record may have for the code systems
 */
public record Reading(Map<String, Set<String>> byType, CodeNames names) {

    /** Any resource may be used. */
    public static final Reading EVERYTHING = new Reading(Map.of());

    public Reading {
        byType = Map.copyOf(byType);
    }

    /** The same codes, for records that name every code system as the rules do. */
    public Reading(Map<String, Set<String>> byType) {
        this(byType, CodeNames.none());
    }

    /** Whether a rule may use the resource; true in doubt. */
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

    /**
     * A hash of the codes: equal for two that choose the same resources; empty where every resource is read. Java specifies the hash of maps, sets and strings, so that it is the same on every machine.
     */
    public String mark() {
        return byType.isEmpty() ? "" : Integer.toHexString(byType.hashCode());
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
        // The FHIR parser removes white space around a code.
        return value.isString() ? value.stringValue().strip() : null;
    }
}
