package org.spinecds.content;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings declared by the settings libraries of the guidelines, with their active values. Texts refer to them as {@code
 * {setting.minMonths}} in a phrase and {@code {{setting.minMonths}}} in a template, and never contain the number
 * itself.
 */
public record Settings(List<Setting> declared, Map<String, String> configured) {

    /** A reference to a setting in a text. */
    public static final Pattern NAMED = Pattern.compile("\\{{1,3}\\s*setting\\.([\\w.-]+)\\s*}{1,3}");

    private static final Pattern DECLARED =
            Pattern.compile("(?m)(?:/\\*((?:[^*]|\\*(?!/))*)\\*/\\s*)?^parameter (\\w+) (\\w+) default (.+)$");

    public Settings {
        declared = List.copyOf(declared);
        configured = Map.copyOf(configured);
    }

    /**
     * The declaration of a setting.
     *
     * @param standard its default as written in the library
     * @param comment above it; empty without one
     * @param file of the library
     * @param place of the declaration in the file
     */
    public record Setting(String name, String type, String standard, String comment, String file, int place) {

        /** Whether it is a number, with a unit and usable in texts. */
        public boolean isNumber() {
            return type.equals("Integer") || type.equals("Decimal");
        }
    }

    /**
     * Reads the settings of a content.
     *
     * @param configured values by name that replace a default
     */
    public static Settings of(Content content, Map<String, String> configured) {
        List<Setting> declared = new ArrayList<>();
        for (GuidelineFile guideline : GuidelineFile.of(content)) {
            String file = guideline.settingsFile();
            Matcher found = DECLARED.matcher(file == null ? "" : content.text(file));
            while (found.find()) {
                declared.add(new Setting(
                        found.group(2),
                        found.group(3),
                        found.group(4).strip(),
                        found.group(1) == null ? "" : found.group(1),
                        String.valueOf(file),
                        found.start(2)));
            }
        }
        return new Settings(declared, configured);
    }

    /** All settings, in the order of the libraries. */
    public List<Setting> all() {
        return declared;
    }

    /** The active value of a number, without trailing zeros; empty for an unknown name or another type. */
    public Optional<String> inWords(String name) {
        return declared.stream()
                .filter(setting -> setting.name().equals(name) && setting.isNumber())
                .findFirst()
                .map(setting -> plain(configured.getOrDefault(name, setting.standard())));
    }

    /** Values that are not numbers are refused elsewhere, when the rules are loaded. */
    private static String plain(String value) {
        try {
            return new BigDecimal(value.strip()).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /**
     * Replaces every setting in a text by its active value.
     *
     * @param path of their file
     * @throws ContentUnreadable when they name an unknown setting, or one that is not a number
     */
    public String fill(String path, String words) {
        return NAMED.matcher(words).replaceAll(named -> Matcher.quoteReplacement(valueOf(path, named)));
    }

    private String valueOf(String path, MatchResult named) {
        return inWords(named.group(1))
                .orElseThrow(() -> new ContentUnreadable("The file " + path + " names the setting " + named.group(1)
                        + ", which is none of the numbers "
                        + declared.stream()
                                .filter(Setting::isNumber)
                                .map(Setting::name)
                                .collect(Collectors.joining(", "))
                        + "."));
    }
}
