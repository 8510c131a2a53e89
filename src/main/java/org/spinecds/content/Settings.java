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
 * The settings as the settings library declares them, with the values in force, and how words name them: {@code
 * {setting.minMonths}} in a phrase, {@code {{setting.minMonths}}} in a template. Words never hold the number itself.
 */
public final class Settings {

    /** The file that declares them. */
    public static final String FILE = "cql/input/cql/SpineRecurrenceSettings.cql";

    /** A setting as words name it. */
    public static final Pattern NAMED = Pattern.compile("\\{{1,3}\\s*setting\\.([\\w.-]+)\\s*}{1,3}");

    private static final Pattern DECLARED =
            Pattern.compile("(?m)(?:/\\*((?:[^*]|\\*(?!/))*)\\*/\\s*)?^parameter (\\w+) (\\w+) default (.+)$");

    private final List<Setting> declared;
    private final Map<String, String> configured;

    private Settings(List<Setting> declared, Map<String, String> configured) {
        this.declared = List.copyOf(declared);
        this.configured = Map.copyOf(configured);
    }

    /**
     * A setting as it is declared.
     *
     * @param standard its default as the library writes it
     * @param comment above it; empty where there is none
     * @param place of the declaration in the file
     */
    public record Setting(String name, String type, String standard, String comment, int place) {

        /** Whether it is a number, and so has a unit and a place in words. */
        public boolean isNumber() {
            return type.equals("Integer") || type.equals("Decimal");
        }
    }

    /**
     * Reads what a content declares.
     *
     * @param configured values by name that replace a default
     */
    public static Settings of(Content content, Map<String, String> configured) {
        return of(content.text(FILE), configured);
    }

    /** The same, from the text of the settings library. */
    public static Settings of(String library, Map<String, String> configured) {
        List<Setting> declared = new ArrayList<>();
        Matcher found = DECLARED.matcher(library);
        while (found.find()) {
            declared.add(new Setting(
                    found.group(2),
                    found.group(3),
                    found.group(4).strip(),
                    found.group(1) == null ? "" : found.group(1),
                    found.start(2)));
        }
        return new Settings(declared, configured);
    }

    /** All of them, in the order of the library. */
    public List<Setting> all() {
        return declared;
    }

    /** The value in force of a number, without needless zeros; empty where no number has that name. */
    public Optional<String> inWords(String name) {
        return declared.stream()
                .filter(setting -> setting.name().equals(name) && setting.isNumber())
                .findFirst()
                .map(setting -> plain(configured.getOrDefault(name, setting.standard())));
    }

    /** What is no number is refused where the rules are read. */
    private static String plain(String value) {
        try {
            return new BigDecimal(value.strip()).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return value;
        }
    }

    /**
     * Words with the value in force in place of every setting they name.
     *
     * @param path of the file they stand in
     * @throws ContentUnreadable when they name a setting that is none, or is no number
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
