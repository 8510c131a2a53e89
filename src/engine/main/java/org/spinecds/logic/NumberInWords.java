package org.spinecds.logic;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.ContentUnreadable;
import org.spinecds.content.Settings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds a number of a setting in texts: in figures or letters, alone or as an end of a range, with its unit. The
 * comment above the setting gives the unit with {@code @unit}. It excuses an unrelated number with
 * {@code @not-of "excerpt": reason}.
 *
 * @param excused the excerpts with an unrelated number
 */
record NumberInWords(Settings.Setting setting, Pattern pattern, boolean isShare, List<String> excused) {

    private static final Pattern UNIT = Pattern.compile("@unit\\s+(\\w+)");
    private static final Pattern EXCUSE = Pattern.compile("@not-of\\s+\"([^\"]+)\":\\s*(\\S)");
    private static final Pattern EXCUSE_OF_ANY_FORM = Pattern.compile("@not-of\\b");

    /** A share has no unit: a number is a share where its line has the word share or ratio. */
    private static final String SHARE = "share";

    private static final Pattern SAYS_SHARE = Pattern.compile("(?i)\\b(?:share|ratio)\\b");
    private static final List<String> SMALL = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen");
    private static final List<String> TENS =
            List.of("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

    /**
     * The units of the settings, from {@code cql/units.json}: by unit, the pattern of its words behind a number or
     * before it.
     */
    record Units(Map<String, String> behind, Map<String, String> before) {

        static final String FILE = "cql/units.json";

        Units {
            behind = Map.copyOf(behind);
            before = Map.copyOf(before);
        }

        /**
         * The units of a content; none where it has no such file.
         *
         * @throws ContentUnreadable when the file or a pattern in it cannot be read
         */
        static Units of(Content content) {
            if (!content.texts().containsKey(FILE)) {
                return new Units(Map.of(), Map.of());
            }
            try {
                Units units = JsonMapper.shared().readValue(content.text(FILE), Units.class);
                units.behind().values().forEach(Pattern::compile);
                units.before().values().forEach(Pattern::compile);
                return units;
            } catch (JacksonException | PatternSyntaxException | NullPointerException e) {
                throw new ContentUnreadable(FILE + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Finds the default of a setting.
     *
     * @throws IllegalArgumentException when its annotations give no known unit, or an excuse without a reason
     */
    static NumberInWords of(Settings.Setting setting, Units units) {
        return of(setting, setting.standard(), units);
    }

    /**
     * Finds another value of a setting.
     *
     * @throws IllegalArgumentException when its annotations give no known unit, or an excuse without a reason
     */
    static NumberInWords of(Settings.Setting setting, String value, Units units) {
        Matcher unit = UNIT.matcher(setting.comment());
        if (!unit.find()) {
            throw new IllegalArgumentException("has no unit: say it in the comment above, such as @unit months");
        }
        String named = unit.group(1);
        if (!units.behind().containsKey(named) && !units.before().containsKey(named) && !named.equals(SHARE)) {
            throw new IllegalArgumentException("has the unit " + named + ", which is none of "
                    + String.join(
                            ", ",
                            Stream.of(units.behind().keySet(), units.before().keySet(), Set.of(SHARE))
                                    .flatMap(Set::stream)
                                    .sorted()
                                    .toList()));
        }
        List<String> excused = EXCUSE.matcher(setting.comment())
                .results()
                .map(found -> found.group(1))
                .toList();
        if (excused.size()
                != EXCUSE_OF_ANY_FORM.matcher(setting.comment()).results().count()) {
            throw new IllegalArgumentException(
                    "excuses without an excerpt or a reason: say @not-of \"excerpt\": reason");
        }
        return new NumberInWords(setting, pattern(new BigDecimal(value), named, units), named.equals(SHARE), excused);
    }

    private static Pattern pattern(BigDecimal value, String unit, Units units) {
        List<String> forms = new ArrayList<>();
        BigDecimal plain = value.stripTrailingZeros();
        String figures = plain.toPlainString();
        forms.add(
                plain.scale() <= 0
                        ? figures + "(?:\\.0+)?"
                        : figures.replaceFirst("^0\\.", "0?.").replace(".", "\\.") + "0*");
        if (plain.scale() <= 0 && plain.signum() > 0 && plain.compareTo(BigDecimal.valueOf(100)) < 0) {
            forms.add(inLetters(plain.intValueExact()));
        }
        String number = "(?<![\\w.])(?:" + String.join("|", forms) + ")";
        String untilEnd = "(?:\\s*(?:-|\u2013|to|or|and)\\s*\\d+(?:\\.\\d+)?)?";
        String text;
        if (unit.equals(SHARE)) {
            text = number + "(?![\\w.]|\\s*%)|(?<![\\w.])"
                    + value.movePointRight(2).stripTrailingZeros().toPlainString() + "(?:\\.0+)?\\s*(?:%|per ?cent)";
        } else if (units.behind().containsKey(unit)) {
            text = number + untilEnd + "[\\s\u00a0-]*" + units.behind().get(unit);
        } else {
            text = units.before().get(unit) + "\\s+(?:\\d+\\s*(?:-|\u2013|to|or)\\s*)?" + number + "(?![\\w.]*\\d)";
        }
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE);
    }

    private static String inLetters(int number) {
        if (number < SMALL.size()) {
            return SMALL.get(number);
        }
        String tens = TENS.get(number / 10);
        return number % 10 == 0 ? tens : tens + "[- ]" + SMALL.get(number % 10);
    }

    String name() {
        return setting.name();
    }

    int place() {
        return setting.place();
    }

    /** The file of the setting's library. */
    String file() {
        return setting.file();
    }

    /** The places of the number in a text. */
    Stream<MatchResult> found(String text) {
        return pattern.matcher(text)
                .results()
                .filter(found ->
                        !isShare || SAYS_SHARE.matcher(lineOf(text, found)).find());
    }

    /**
     * Whether the number stands within an excused excerpt.
     *
     * @param unused loses that excerpt
     */
    boolean excuses(String text, MatchResult found, Set<String> unused) {
        for (String excerpt : excused) {
            int from = Math.max(0, found.end() - excerpt.length());
            int at = text.indexOf(excerpt, from);
            if (at >= 0 && at <= found.start()) {
                unused.remove(excerpt);
                return true;
            }
        }
        return false;
    }

    private static String lineOf(String text, MatchResult found) {
        int end = text.indexOf('\n', found.end());
        return text.substring(text.lastIndexOf('\n', found.start()) + 1, end < 0 ? text.length() : end);
    }
}
