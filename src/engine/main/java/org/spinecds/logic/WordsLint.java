package org.spinecds.logic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds rules and words that do not fit: the number of a setting in a text that should name the setting, a code without
 * words, and words without a code. Annotations in the comment above a setting or a define help: {@code @unit},
 * {@code @not-of}, {@code @words} and {@code @unworded} (cql/README.md).
 *
 * @param words the file of each group's words, by group and code
 * @param needed the codes that a define or the service needs words for, by group
 */
record WordsLint(
        Content content,
        CardFiles cards,
        Map<String, String> source,
        Map<String, String> code,
        List<Finding> findings,
        Map<String, Map<String, String>> words,
        Map<String, Set<String>> needed) {

    private static final String CARDS = "cds-hooks/cards";
    private static final String WORKSHEET = "cds-hooks/worksheet";
    private static final String SUGGESTIONS = "cds-hooks/suggestions";
    private static final String PHRASES = CARDS + "/phrases.json";
    private static final String WORDS = WORKSHEET + "/words.json";

    private static final Pattern DEFINE = Pattern.compile(
            "(?m)^define(?: fluent)?(?: function)?\\s+(\"[^\"]+\"|\\w+)|^(?:parameter|valueset|code|codesystem)\\b");
    private static final Pattern LITERAL = Pattern.compile("'((?:[^'\\\\]|\\\\.)*)'");
    /** A code in a comparison: the define asks for it and does not return it. */
    private static final Pattern ASKED = Pattern.compile(
            "(?:\\b(?:in|intersect)|=)\\s*\\{[^}]*}|!?[=~]\\s*'[^']*'|'[^']*'\\s+in\\b|\\bwhen\\s+'[^']*'\\s+then");

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]+");
    /** A code that is too long for a level, a technique or a letter of a scale: its define must name its words. */
    private static final Pattern PLAINLY_A_CODE = Pattern.compile("[A-Z][A-Z0-9_]{3,}");

    private static final Pattern WORDED =
            Pattern.compile("@words\\s+([\\w.+-]+(?:[ \\t]+[\\w.+-]+)*)[ \\t]*(/\\S+/|:[^\\n*]+)?");
    private static final Pattern UNWORDED = Pattern.compile("@unworded((?:[ \\t]+[\\w.-]+)*):[ \\t]*(\\S)");
    private static final Pattern ANNOTATION = Pattern.compile("@(?:words|unworded)\\b");
    private static final Pattern SECTION = Pattern.compile("\\{\\{[#^]\\s*(\\w+)\\.([A-Z][A-Z0-9_]+)\\s*}}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Pattern TAG = Pattern.compile("\\{\\{[^}]*}}}?");

    /**
     * All findings.
     *
     * @param cards the kinds of cards
     * @param source the text of every library, by path
     * @param code the same texts with blanks in place of comments
     */
    static List<Finding> of(Content content, CardFiles cards, Map<String, String> source, Map<String, String> code) {
        WordsLint lint =
                new WordsLint(content, cards, source, code, new ArrayList<>(), new TreeMap<>(), new TreeMap<>());
        lint.settings();
        lint.gatherWords();
        lint.codesWithoutWords();
        lint.wordsWithoutCode();
        return lint.findings;
    }

    private void settings() {
        Settings settings = Settings.of(content, Map.of());
        Map<String, String> texts = texts();
        texts.forEach((path, text) -> Settings.NAMED.matcher(text).results().forEach(named -> {
            if (settings.inWords(named.group(1)).isEmpty()) {
                error(path, text, named.start(), "there is no setting " + named.group(1) + " that is a number");
            }
        }));
        NumberInWords.Units units = NumberInWords.Units.of(content);
        List<NumberInWords> numbers = new ArrayList<>();
        for (Settings.Setting setting : settings.all()) {
            if (setting.isNumber()) {
                try {
                    numbers.add(NumberInWords.of(setting, units));
                } catch (IllegalArgumentException e) {
                    errorAt(setting.file(), setting.place(), setting.name() + " " + e.getMessage());
                }
            }
        }
        Set<String> excerpts = new LinkedHashSet<>();
        numbers.forEach(number -> excerpts.addAll(number.excused()));
        Set<String> unused = new LinkedHashSet<>(excerpts);
        texts.forEach((path, text) -> {
            for (NumberInWords number : numbers) {
                number.found(text).forEach(found -> {
                    if (number.excuses(text, found, unused)) {
                        return;
                    }
                    error(
                            path,
                            text,
                            found.start(),
                            "\"" + found.group() + "\" is the default of " + number.name()
                                    + " written as a number: name it, {setting." + number.name()
                                    + "}, or excuse it with @not-of above the setting");
                });
            }
        });
        numbers.forEach(number -> number.excused().stream()
                .filter(unused::contains)
                // With another default, the excerpt may excuse nothing for now, but the text still has it.
                .filter(excerpt -> texts.values().stream().noneMatch(text -> text.contains(excerpt)))
                .forEach(excerpt -> errorAt(
                        number.file(),
                        number.place(),
                        number.name() + " excuses \"" + excerpt + "\", which no text says")));
    }

    /**
     * The texts that clinicians read, by file. Blanks replace tags of templates, and everything in a library but its
     * sentences.
     */
    private Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        for (String folder : List.of(CARDS, WORKSHEET, SUGGESTIONS, "cds-hooks/services")) {
            for (String suffix : List.of(".json", ".md", ".html", ".mustache")) {
                content.listIfThere(folder, suffix).forEach(path -> texts.put(path, withoutTags(content.text(path))));
            }
        }
        code.forEach((path, text) -> texts.put(path, onlySentences(text)));
        return texts;
    }

    private static String withoutTags(String text) {
        return TAG.matcher(text)
                .replaceAll(tag -> Matcher.quoteReplacement(
                        Settings.NAMED.matcher(tag.group()).matches() ? tag.group() : blank(tag.group())));
    }

    /** The text with blanks for everything but literals of several words; a code is one word. */
    private static String onlySentences(String text) {
        StringBuilder kept = new StringBuilder(blank(text));
        LITERAL.matcher(text)
                .results()
                .filter(literal -> literal.group().contains(" "))
                .forEach(literal -> kept.replace(literal.start(1), literal.end(1), literal.group(1)));
        return kept.toString();
    }

    private static String blank(String text) {
        return text.replaceAll("[^\n]", " ");
    }

    private void gatherWords() {
        JsonNode phrases = JsonMapper.shared().readTree(content.text(PHRASES));
        gather("", "", phrases, PHRASES);
        gather("", "worksheet.", JsonMapper.shared().readTree(content.text(WORDS)), WORDS);
        gather(
                "evidence",
                "",
                JsonMapper.shared().readTree(content.text(CARDS + "/evidence.json")),
                CARDS + "/evidence.json");
        gather(
                "trials",
                "",
                JsonMapper.shared().readTree(content.text(CARDS + "/trials.json")),
                CARDS + "/trials.json");
        List.of("topic", "source").forEach(member -> words.put(member, cards.having(member)));
        content.listIfThere(CARDS, ".md")
                .forEach(path -> SECTION.matcher(content.text(path)).results().forEach(section -> words.computeIfAbsent(
                                "section." + section.group(1), unused -> new LinkedHashMap<>())
                        .put(section.group(2), "")));
        content.listIfThere(SUGGESTIONS, ".json")
                .forEach(path -> words.computeIfAbsent("draft", unused -> new LinkedHashMap<>())
                        .put(path.substring(path.lastIndexOf('/') + 1, path.length() - ".json".length()), ""));
        Set<String> filled = new TreeSet<>(TemplateLint.listed("phrases"));
        filled.addAll(cards.names());
        for (String path : List.of(PHRASES, WORDS)) {
            String text = content.text(path);
            PLACEHOLDER
                    .matcher(text)
                    .results()
                    .filter(named -> !filled.contains(named.group(1)))
                    .forEach(named -> error(path, text, named.start(), "nothing fills {" + named.group(1) + "}"));
        }
    }

    /**
     * Gathers the words of a group. An object with a label, a reference or a title is words; any other is a group
     * within it.
     */
    private void gather(String group, String prefix, JsonNode node, String path) {
        node.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean isWords = value.isString() || value.has("label") || value.has("reference") || value.has("title");
            if (isWords && !group.isEmpty()) {
                words.computeIfAbsent(prefix + group, unused -> new LinkedHashMap<>())
                        .put(member.getKey(), path);
            } else if (value.isObject()) {
                String inner = group.isEmpty() ? member.getKey() : group + "." + member.getKey();
                words.computeIfAbsent(prefix + inner, unused -> new LinkedHashMap<>());
                gather(inner, prefix, value, path);
            }
        });
    }

    private void codesWithoutWords() {
        code.forEach((path, text) -> {
            List<MatchResult> begins = DEFINE.matcher(text).results().toList();
            for (int i = 0; i < begins.size(); i++) {
                if (begins.get(i).group(1) != null) {
                    int end = i + 1 < begins.size() ? begins.get(i + 1).start() : text.length();
                    define(
                            path,
                            begins.get(i).start(),
                            text.substring(begins.get(i).start(), end));
                }
            }
        });
    }

    private void define(String path, int begin, String text) {
        String comment = commentBefore(path, begin);
        List<MatchResult> worded = WORDED.matcher(comment).results().toList();
        List<MatchResult> unworded = UNWORDED.matcher(comment).results().toList();
        Set<String> excepted = unworded.stream()
                .flatMap(annotation -> Stream.of(annotation.group(1).strip().split("\\s+")))
                .collect(Collectors.toSet());
        if (worded.size() + unworded.size()
                != ANNOTATION.matcher(comment).results().count()) {
            errorAt(path, begin, "@words needs a group, and @unworded needs a colon and a reason");
        }
        String given = ASKED.matcher(text).replaceAll(asked -> blank(asked.group()));
        Set<String> parts = parts(given);
        parts.removeAll(excepted);
        Set<String> left = parts.stream()
                .filter(part -> PLAINLY_A_CODE.matcher(part).matches())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        worded.forEach(annotation -> left.removeAll(worded(annotation, parts, path, begin)));
        if (unworded.stream().anyMatch(annotation -> annotation.group(1).isBlank())) {
            left.clear();
        }
        left.forEach(unsaid -> errorAt(
                path,
                begin,
                "the code " + unsaid
                        + " is given, and nothing says which words it has: name their group with @words, or say"
                        + " @unworded and why"));
    }

    /** The codes that an annotation gives words to. Finds those without words. */
    private Set<String> worded(MatchResult annotation, Set<String> parts, String path, int begin) {
        List<List<String>> groups = Stream.of(annotation.group(1).strip().split("\\s+"))
                .map(alternative -> List.of(alternative.split("\\+")))
                .toList();
        groups.stream()
                .flatMap(List::stream)
                .filter(group -> !words.containsKey(group))
                .forEach(group -> errorAt(path, begin, "there are no words of the group " + group));
        Set<String> codes = new LinkedHashSet<>();
        String which = annotation.group(2) == null ? "" : annotation.group(2).strip();
        if (which.startsWith(":")) {
            codes.addAll(List.of(which.substring(1).strip().split("\\s+")));
            codes.stream()
                    .filter(one -> !isGiven(one, path))
                    .forEach(one -> errorAt(path, begin, "@words names " + one + ", which this library does not say"));
        } else {
            Pattern pattern = which.isEmpty() ? CODE : patternIn(which, path, begin);
            parts.stream().filter(part -> pattern.matcher(part).matches()).forEach(codes::add);
        }
        for (String one : codes) {
            List<List<String>> fitting = groups.stream()
                    .filter(all -> all.stream().allMatch(group -> words.getOrDefault(group, Map.of())
                            .containsKey(one)))
                    .toList();
            if (fitting.isEmpty()) {
                errorAt(
                        path,
                        begin,
                        "the code " + one + " has no words in "
                                + groups.stream()
                                        .map(all -> all.stream()
                                                .filter(group -> !words.getOrDefault(group, Map.of())
                                                        .containsKey(one))
                                                .collect(Collectors.joining(" and ")))
                                        .collect(Collectors.joining(", nor in ")));
            }
            fitting.forEach(all -> all.forEach(group -> needed.computeIfAbsent(group, unused -> new LinkedHashSet<>())
                    .add(one)));
        }
        return codes;
    }

    private Pattern patternIn(String which, String path, int begin) {
        try {
            return Pattern.compile(which.substring(1, which.length() - 1));
        } catch (PatternSyntaxException e) {
            errorAt(path, begin, "@words has no pattern in " + which);
            return CODE;
        }
    }

    /**
     * The literals of a define, and their parts between colons and points: {@code PLAN_EXCEEDS:DE_NOVO} has two codes.
     */
    private static Set<String> parts(String text) {
        Set<String> parts = new LinkedHashSet<>();
        LITERAL.matcher(text).results().forEach(literal -> {
            parts.add(literal.group(1));
            parts.addAll(List.of(literal.group(1).split("[:.]")));
        });
        return parts;
    }

    /** Whether a library has a code as a literal, or joined of two literals. */
    private boolean isGiven(String one, String path) {
        Set<String> said = parts(code.getOrDefault(path, ""));
        return said.contains(one)
                || said.stream()
                        .filter(text -> !text.isEmpty() && one.startsWith(text))
                        .anyMatch(text -> said.contains(one.substring(text.length())));
    }

    private void wordsWithoutCode() {
        Set<String> ofTheService = TemplateLint.listed("words");
        words.forEach((group, ofGroup) -> ofGroup.forEach((one, path) -> {
            boolean isNeeded = path.isEmpty()
                    || needed.getOrDefault(group, Set.of()).contains(one)
                    || ofTheService.contains(group + " " + one)
                    || ofTheService.contains(group + " *");
            if (!isNeeded) {
                String text = content.text(path);
                error(
                        path,
                        text,
                        Math.max(placeOf(group, one, text), 0),
                        "no define gives the code " + one + " of " + group);
            }
        }));
    }

    private static int placeOf(String group, String one, String text) {
        int from = 0;
        for (String name : group.replaceFirst("^worksheet\\.", "").split("\\.", -1)) {
            from = Math.max(from, text.indexOf("\"" + name + "\": {", from));
        }
        return text.indexOf("\"" + one + "\":", from);
    }

    private String commentBefore(String path, int begin) {
        String text = source.getOrDefault(path, "").substring(0, begin).stripTrailing();
        return text.endsWith("*/") ? text.substring(text.lastIndexOf("/*")) : "";
    }

    private void errorAt(String path, int place, String sentence) {
        error(path, source.getOrDefault(path, ""), place, sentence);
    }

    private void error(String path, String text, int place, String sentence) {
        findings.add(Finding.at(path, text, place, Finding.Severity.ERROR, sentence));
    }
}
