package org.spinecds.fhir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.NamingSystem;
import org.jspecify.annotations.Nullable;

/**
 * Translates the names of code systems into the names that the rules know. A record may write a system with http or
 * https, with a slash at its end, or as an OID, and a code of ICD-10 without its dot or in lower case. The
 * NamingSystems of the content list the names of each system. The rules know the first preferred unique id; without
 * one, the first unique id.
 */
public record CodeNames(
        Map<String, String> systems, Set<String> icd, Set<String> known, Map<String, Set<String>> systemsOfCode) {

    private static final Pattern ICD_CODE = Pattern.compile("[A-Z][0-9][0-9A-Z]([0-9A-Z]{1,4})?");
    private static final int CATEGORY = 3;

    /** Shorter codes, such as the grades of a scale, occur in too many systems to tell their own. */
    private static final int SHORTEST_TELLING = 5;

    /**
     * A code and its system, by the names the rules know.
     *
     * @param system null where the record has none and the code does not tell it
     */
    public record Name(@Nullable String system, String code) {}

    /** Knows no names: systems stay as they are written. */
    public static CodeNames none() {
        return new CodeNames(Map.of(), Set.of(), Set.of(), Map.of());
    }

    /**
     * Knows the names of some code systems.
     *
     * @param namingSystems one for each system with more than one name
     * @param codes all codes the rules know, as {@code system|code}
     */
    public static CodeNames of(List<NamingSystem> namingSystems, Set<String> codes) {
        Map<String, String> systems = new HashMap<>();
        Set<String> icd = new HashSet<>();
        Map<String, Set<String>> systemsOfCode = new HashMap<>();
        for (String entry : codes) {
            int bar = entry.lastIndexOf('|');
            systems.put(loose(entry.substring(0, bar)), entry.substring(0, bar));
            systemsOfCode
                    .computeIfAbsent(entry.substring(bar + 1), code -> new TreeSet<>())
                    .add(entry.substring(0, bar));
        }
        for (NamingSystem naming : namingSystems) {
            String name = preferred(naming);
            naming.getUniqueId().forEach(id -> systems.put(loose(id.getValue()), name));
            if (naming.getName().startsWith("ICD10")) {
                icd.add(name);
            }
        }
        return new CodeNames(Map.copyOf(systems), Set.copyOf(icd), Set.copyOf(codes), Map.copyOf(systemsOfCode));
    }

    private static String preferred(NamingSystem naming) {
        return naming.getUniqueId().stream()
                .filter(NamingSystem.NamingSystemUniqueIdComponent::getPreferred)
                .findFirst()
                .orElse(naming.getUniqueIdFirstRep())
                .getValue();
    }

    /**
     * The name under which the rules know a code. A code without a system gets the only system that has it; it must
     * have five characters or more.
     *
     * @param system null where the record has none
     */
    public Name of(@Nullable String system, String code) {
        String bare = code.strip();
        if (system == null || system.isBlank()) {
            return withoutSystem(system, bare);
        }
        String name = systems.getOrDefault(loose(system.strip()), system);
        if (!icd.contains(name)) {
            return new Name(name, bare);
        }
        String dotted = dotted(bare);
        return new Name(systemOfIcd(name, dotted), dotted);
    }

    /**
     * The edition of ICD-10 that a code belongs to. WHO, GM and CM share codes: a code that the rules know in another
     * edition only, and in no third one, belongs to that edition.
     */
    private String systemOfIcd(String system, String code) {
        if (known.contains(system + "|" + code)) {
            return system;
        }
        List<String> sisters = systemsOfCode.getOrDefault(code, Set.of()).stream()
                .filter(icd::contains)
                .toList();
        return sisters.size() == 1 ? sisters.get(0) : system;
    }

    private Name withoutSystem(@Nullable String system, String code) {
        if (code.length() < SHORTEST_TELLING) {
            return new Name(system, code);
        }
        for (String spelt : List.of(code, dotted(code))) {
            Set<String> having = systemsOfCode.getOrDefault(spelt, Set.of());
            if (having.size() == 1) {
                return new Name(having.iterator().next(), spelt);
            }
        }
        return new Name(system, code);
    }

    /** A code of ICD-10 in upper case with its dot; any other text unchanged. */
    private static String dotted(String code) {
        String bare = code.toUpperCase(Locale.ROOT).replace(".", "");
        if (!ICD_CODE.matcher(bare).matches()) {
            return code;
        }
        return bare.length() > CATEGORY ? bare.substring(0, CATEGORY) + "." + bare.substring(CATEGORY) : bare;
    }

    private static String loose(String system) {
        String name = system.startsWith("https://") ? "http://" + system.substring("https://".length()) : system;
        if (name.startsWith("urn:oid:")) {
            name = name.substring("urn:oid:".length());
        }
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }
}
