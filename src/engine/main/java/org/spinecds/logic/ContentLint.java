package org.spinecds.logic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.spinecds.content.Content;
import org.spinecds.content.GuidelineFile;
import org.spinecds.content.Settings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds traps of CQL that no translator reports, content that nothing uses, and names in templates that nothing fills.
 */
public final class ContentLint {

    private static final String CQL = "cql/input/cql";
    /** Texts, quoted names and comments, matched together since each may contain the beginning of another. */
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\"|/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

    private static final Pattern BARE_RETURN = Pattern.compile("\\breturn\\b(?!\\s+all\\b)");
    private static final Pattern SEVERAL_KEYS = Pattern.compile("\\bsort\\s+by\\s+\\w+\\s*(?:asc|desc)?\\s*,");
    private static final Pattern ANNOTATED_UNIT = Pattern.compile("\\d\\s+'[^']*\\{[^']*'");
    private static final Pattern DEFINITION = Pattern.compile(
            "(?m)^(?:define(?: fluent)?(?: function)?|parameter|valueset|code|codesystem)\\s+" + "(\"[^\"]+\"|\\w+)");
    private static final Pattern SUM = Pattern.compile("\\b(Sum|Avg)\\(");
    private static final Pattern SAYS_WHAT_IS_MISSING =
            Pattern.compile("\\bis (?:not )?null\\b|\\bCount\\(|\\bisUnbounded\\b");
    private static final Pattern DECIDING_NUMBER =
            Pattern.compile("(?:<=?|>=?)\\s*(\\d+(?:\\.\\d+)?)(?![\\w.])|(?<![\\w.])(\\d+(?:\\.\\d+)?)\\s*(?:<=?|>=?)");
    private static final Pattern RULE =
            Pattern.compile("R-\\d+|DEC|\\b[ADN]-\\d+|section|Table|contract|\\b\\d+\\.\\d+\\b");
    private static final Set<String> COUNTED = Set.of("0", "1", "2", "0.0", "1.0");
    private static final Pattern VALUE_SET = Pattern.compile("(?m)^valueset \"[^\"]+\": '([^']+)'");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^include\\s+(\\w+)\\s+version\\s+'([^']+)'");
    private static final Pattern LIBRARY = Pattern.compile("(?m)^library\\s+\\w+\\s+version\\s+'([^']+)'");
    private static final Pattern NAME = Pattern.compile("(\\w+\\.)?(\"[^\"]+\"|\\w+)");
    private static final Pattern CARD_KIND = Pattern.compile("kind:\\s*'([A-Z_]+)'");
    private final Content content;
    private final List<GuidelineFile> guidelines;
    private final CardFiles cardFiles;
    private final Map<String, String> source = new TreeMap<>();
    private final Map<String, String> code = new TreeMap<>();
    /** By the text of a library: the number of each name in it. */
    private final Map<String, Map<String, Integer>> names = new HashMap<>();

    private final List<Finding> findings = new ArrayList<>();

    private ContentLint(Content content) {
        this.content = content;
        this.guidelines = GuidelineFile.of(content);
        this.cardFiles = CardFiles.of(content);
        content.list(CQL, ".cql").forEach(path -> {
            source.put(path, content.text(path));
            code.put(path, blanked(content.text(path), "/"));
        });
    }

    /** All findings, ordered by file and place. */
    public static List<Finding> of(Content content) {
        ContentLint lint = new ContentLint(content);
        lint.code.forEach(lint::traps);
        lint.code.forEach(lint::unused);
        lint.code.forEach(lint::versions);
        lint.valueSets();
        lint.cards();
        lint.cases();
        lint.findings.addAll(TemplateLint.of(content, lint.cardFiles.names(), String.join("\n", lint.code.values())));
        lint.findings.addAll(WordsLint.of(content, lint.cardFiles, lint.source, lint.code));
        return lint.findings.stream()
                .sorted((one, other) -> one.file().equals(other.file())
                        ? Integer.compare(one.line(), other.line())
                        : one.file().compareTo(other.file()))
                .toList();
    }

    /** Finds cases with the same name: a case is found by its name, in any folder. */
    private void cases() {
        content.cases().sameNames().forEach((name, paths) -> paths.stream()
                .skip(1)
                .forEach(
                        path -> findings.add(Finding.error(path, "the case " + name + " is also in " + paths.get(0)))));
    }

    private void traps(String path, String text) {
        String logic = blanked(text, "'");
        each(BARE_RETURN, logic)
                .forEach(found -> error(
                        path, found, "a bare return drops duplicates: 20, 20 and 20 sum to 20; write return all"));
        each(SEVERAL_KEYS, logic)
                .forEach(found -> error(path, found, "a sort has one key: the engine lets the last of several decide"));
        each(ANNOTATED_UNIT, text)
                .forEach(
                        found -> error(
                                path,
                                found,
                                "the engine ignores what stands in braces in a unit: keep the kinds of a quantity apart by code"));
        if (guidelines.stream().noneMatch(guideline -> path.equals(guideline.settingsFile()))) {
            definitions(text).forEach(definition -> {
                each(SUM, definition.logic())
                        .filter(found -> !SAYS_WHAT_IS_MISSING
                                .matcher(definition.logic())
                                .find())
                        .filter(found -> !isOfWhatIsKnown(definition.logic().substring(found.start()), text))
                        .forEach(found -> warning(
                                path,
                                definition.begin() + found.start(),
                                found.group(1) + " passes over what is unknown, and nothing in this define asks whether"
                                        + " anything is"));
                if (!RULE.matcher(commentBefore(path, definition.begin())).find()) {
                    each(DECIDING_NUMBER, definition.logic())
                            .filter(found -> !COUNTED.contains(number(found)))
                            .forEach(found -> warning(
                                    path,
                                    definition.begin() + found.start(),
                                    number(found) + " decides here: make it a setting, or name its rule or"
                                            + " section in the comment before the define"));
                }
            });
        }
    }

    /** Whether an aggregate is over a define that itself asks for missing values. */
    private static boolean isOfWhatIsKnown(String aggregate, String text) {
        Matcher source = Pattern.compile("\\w+\\((\"[^\"]+\")\\)").matcher(aggregate);
        return source.lookingAt()
                && definitions(text).stream()
                        .filter(definition -> definition.name().equals(source.group(1)))
                        .anyMatch(definition ->
                                SAYS_WHAT_IS_MISSING.matcher(definition.logic()).find());
    }

    private static String number(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    /** A define or function with its text, in which blanks replace strings. */
    private record Definition(String name, int begin, String logic) {}

    private static List<Definition> definitions(String text) {
        List<MatchResult> begins = each(DEFINITION, text).toList();
        String logic = blanked(text, "'");
        List<Definition> definitions = new ArrayList<>();
        for (int i = 0; i < begins.size(); i++) {
            int end = i + 1 < begins.size() ? begins.get(i + 1).start() : text.length();
            int begin = begins.get(i).start();
            definitions.add(new Definition(begins.get(i).group(1), begin, logic.substring(begin, end)));
        }
        return definitions;
    }

    /** The comment before a define; the last line before it where there is none. */
    private String commentBefore(String path, int begin) {
        String text = source.getOrDefault(path, "").substring(0, begin).stripTrailing();
        int comment = text.endsWith("*/") ? text.lastIndexOf("/*") : text.lastIndexOf('\n');
        return text.substring(Math.max(comment, 0));
    }

    /**
     * Finds definitions without a use. Two libraries may use the same name, so a use counts for its own library or for
     * the one it names.
     */
    private void unused(String path, String text) {
        Set<String> used = new HashSet<>();
        asked(path).forEach(name -> used.addAll(Set.of(name, '"' + name + '"')));
        namesIn(text).forEach((name, times) -> {
            if (times > 1) {
                used.add(name);
            }
        });
        String library = path.substring(path.lastIndexOf('/') + 1, path.length() - ".cql".length());
        Pattern include = Pattern.compile("(?m)^include " + library + " version '[^']+' called (\\w+)");
        code.values().forEach(user -> each(include, user).forEach(included -> namesIn(user).keySet().stream()
                .filter(name -> name.startsWith(included.group(1) + "."))
                .forEach(name -> used.add(name.substring(name.indexOf('.') + 1)))));
        definitions(text).stream()
                .filter(definition -> !used.contains(definition.name()))
                .forEach(definition -> findings.add(at(
                        path, definition.begin(), Finding.Severity.ERROR, definition.name() + " is used by nothing")));
    }

    /** The names in a library with their number, each alone and with the alias before it. */
    private Map<String, Integer> namesIn(String text) {
        return names.computeIfAbsent(text, unread -> {
            Map<String, Integer> found = new HashMap<>();
            each(NAME, blanked(text, "'")).forEach(name -> {
                found.merge(name.group(2), 1, Integer::sum);
                if (name.group(1) != null) {
                    found.put(name.group(), 1);
                }
            });
            return found;
        });
    }

    /**
     * The names in a file that something beside CQL uses: the answers in a guideline's entry library, the parameters of
     * the call, the defines for cohorts, and the settings that a text names.
     */
    private Set<String> asked(String path) {
        Set<String> asked = new HashSet<>(Set.of("Patient"));
        for (GuidelineFile guideline : guidelines) {
            if (path.equals(GuidelineFile.fileOf(guideline.library()))) {
                asked.addAll(guideline.answers());
                asked.addAll(guideline.services().values());
                asked.addAll(cardFiles.answers().keySet());
            }
            if (path.equals(guideline.settingsFile())) {
                content.texts()
                        .values()
                        .forEach(text ->
                                Settings.NAMED.matcher(text).results().forEach(named -> asked.add(named.group(1))));
            }
            Stream.concat(guideline.parametersOfTheCall().stream(), guideline.definesOfCohorts().stream())
                    .forEach(name -> {
                        int dot = name.indexOf('.');
                        if (path.equals(GuidelineFile.fileOf(name.substring(0, dot)))) {
                            asked.add(name.substring(dot + 1));
                        }
                    });
        }
        return asked;
    }

    /** Finds includes of another version than the stored one: the translator resolves a library by its name alone. */
    private void versions(String path, String text) {
        each(INCLUDE, text).forEach(include -> {
            String included = code.getOrDefault(CQL + "/" + include.group(1) + ".cql", "");
            each(LIBRARY, included)
                    .filter(library -> !library.group(1).equals(include.group(2)))
                    .forEach(library -> error(
                            path,
                            include,
                            "it includes " + include.group(1) + " " + include.group(2) + ", which is "
                                    + library.group(1)));
        });
    }

    private void valueSets() {
        String everything = String.join("\n", code.values());
        content.list("cql/input/vocabulary/valueset", ".json").forEach(path -> {
            String url =
                    JsonMapper.shared().readTree(content.text(path)).path("url").asString("");
            expansion(path, JsonMapper.shared().readTree(content.text(path)));
            boolean isNamed =
                    each(VALUE_SET, everything).anyMatch(found -> found.group(1).equals(url));
            if (!isNamed) {
                findings.add(Finding.error(path, "no library names the value set " + url));
            }
        });
    }

    /** Finds a value set with an expansion other than its listed codes. The expansion is evaluated. */
    private void expansion(String path, JsonNode valueSet) {
        Set<String> composed = new TreeSet<>();
        for (JsonNode include : valueSet.at("/compose/include").values()) {
            if (!include.has("concept")) {
                return;
            }
            include.path("concept").forEach(concept -> composed.add(key(include, concept)));
        }
        Set<String> expanded = new TreeSet<>();
        valueSet.at("/expansion/contains").forEach(concept -> expanded.add(key(concept, concept)));
        Set<String> lacking = new TreeSet<>(composed);
        lacking.removeAll(expanded);
        expanded.removeAll(composed);
        if (!lacking.isEmpty() || !expanded.isEmpty()) {
            findings.add(
                    Finding.error(path, "the expansion lacks " + lacking + " and has beyond its compose " + expanded));
        }
    }

    private static String key(JsonNode system, JsonNode concept) {
        return system.path("system").asString("") + "|" + concept.path("code").asString("");
    }

    private void cards() {
        code.forEach((path, text) -> {
            if (path.endsWith("Cards.cql")) {
                each(CARD_KIND, text)
                        .filter(found -> !hasTemplate(found.group(1)))
                        .forEach(found -> error(
                                path,
                                found,
                                "there is no template cds-hooks/cards/" + found.group(1) + ".md for this card"));
            }
        });
        Set<String> asked = new TreeSet<>();
        code.values().forEach(text -> each(CARD_KIND, text).forEach(found -> asked.add(found.group(1))));
        content.list("cds-hooks/cards", ".md").forEach(path -> {
            String kind = path.substring(path.lastIndexOf('/') + 1, path.length() - ".md".length());
            boolean isCard = content.text(path).contains("\n---\n");
            if (isCard && !asked.contains(kind) && !cardFiles.ofTheService().contains(kind)) {
                findings.add(Finding.error(path, "no define asks for the card " + kind));
            }
        });
    }

    private boolean hasTemplate(String kind) {
        return content.list("cds-hooks/cards", ".md").contains("cds-hooks/cards/" + kind + ".md");
    }

    private void error(String path, MatchResult found, String sentence) {
        findings.add(at(path, found.start(), Finding.Severity.ERROR, sentence));
    }

    private void warning(String path, int place, String sentence) {
        findings.add(at(path, place, Finding.Severity.WARNING, sentence));
    }

    private Finding at(String path, int place, Finding.Severity severity, String sentence) {
        return Finding.at(path, source.getOrDefault(path, ""), place, severity, sentence);
    }

    private static Stream<MatchResult> each(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    /** The text with blanks in place of its comments or strings, so that places do not change. */
    private static String blanked(String text, String beginning) {
        return TOKEN.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group().startsWith(beginning) ? found.group().replaceAll("[^\n]", " ") : found.group()));
    }
}
