package org.spinecds.dose.setting;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The names of organs at a site. A name of contours is matched whole.
 *
 * @param names the names, the first match counts
 * @param never parts that no name of an organ may have; a leading {@code ^} asks for the beginning of the name
 */
public record OrganNames(List<OrganName> names, List<String> never) {

    public OrganNames {
        names = List.copyOf(names);
        never = List.copyOf(never);
    }

    /** Returns the organ that contours of this name belong to. */
    public Optional<OrganName> organ(String roi) {
        String lower = roi.strip().toLowerCase(Locale.ROOT);
        for (String part : never) {
            if (part.startsWith("^") ? lower.startsWith(part.substring(1)) : lower.contains(part)) {
                return Optional.empty();
            }
        }
        String plain = plain(lower);
        return names.stream()
                .filter(name -> matches(plain(name.pattern()), plain))
                .findFirst();
    }

    private static boolean matches(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _.\\-]", "");
    }
}
