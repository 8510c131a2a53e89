package org.spinecds.guideline;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.spinecds.content.Content;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of the rules by statement, without comments: a define and the statements it depends on. A statement is a
 * define, a function, a parameter, a value set with the codes of its stored expansion, or a code.
 */
final class RuleText {

    private static final String LIBRARIES = "cql/input/cql/";
    private static final String VALUE_SETS = "cql/input/vocabulary/valueset";
    private static final String DEFINE = "define ";
    private static final String VALUE_SET = "valueset ";
    private static final String STRING = "'(?:[^'\\\\]|\\\\.)*'";

    /** A string or a quoted name may contain the start of a comment. */
    private static final Pattern COMMENT =
            Pattern.compile("(?s)" + STRING + "|\"[^\"]*\"|(?<comment>/\\*.*?\\*/|//[^\\n]*)");

    private static final Pattern STATEMENTS =
            Pattern.compile("(?m)^(?=(?:define|parameter|valueset|codesystem|code|concept|context|include|using) )");

    private static final Pattern STATEMENT = Pattern.compile("(?:" + DEFINE + "(?:fluent )?(?:function )?|parameter |"
            + VALUE_SET + "|codesystem |code |concept )(?:\"([^\"]+)\"|(\\w+))");

    private static final Pattern INCLUDE = Pattern.compile("(?m)^include (\\w+)\\b.*\\bcalled (\\w+)");
    private static final Pattern NAME =
            Pattern.compile("(?s)" + STRING + "|(?:(?<of>\\w+)\\.)?(?:\"(?<quoted>[^\"]+)\"|(?<plain>[A-Za-z_]\\w*))");

    private static final Pattern IN_QUOTES = Pattern.compile("'([^']*)'");

    private final Content content;
    private final Map<Place, String> statements = new HashMap<>();
    private final Map<String, Map<String, String>> aliases = new HashMap<>();
    private final Map<Place, Set<Place>> references = new HashMap<>();
    private @Nullable Map<String, SortedSet<String>> expansions;

    RuleText(Content content) {
        this.content = content;
    }

    /** The place of a statement: the name of its library and its own name. */
    record Place(String library, String name) {}

    /** The statement at a place, for a function all its overloads; null if the library has none. */
    @Nullable
    String at(Place place) {
        read(place.library());
        return statements.get(place);
    }

    /**
     * The statements at some places and those they depend on: transitively within their own libraries, and one step
     * into any other. From there parameters, value sets and codes are followed, but not defines: every decision depends
     * on the reading of courses and dates, and a signature invalidated by each correction of that would be useless.
     */
    Collection<String> behind(Collection<Place> named) {
        Set<String> libraries = named.stream().map(Place::library).collect(Collectors.toSet());
        SortedMap<String, String> behind = new TreeMap<>();
        Deque<Place> ahead = new ArrayDeque<>(named);
        while (!ahead.isEmpty()) {
            Place place = ahead.remove();
            String statement = at(place);
            if (statement == null || behind.put(place.toString(), statement) != null) {
                continue;
            }
            references.computeIfAbsent(place, from -> references(from, statement)).stream()
                    .filter(to -> libraries.contains(place.library()) || isThresholdOrList(to))
                    .forEach(ahead::add);
        }
        return behind.values();
    }

    private boolean isThresholdOrList(Place place) {
        String statement = at(place);
        return statement != null && !statement.startsWith(DEFINE);
    }

    private Set<Place> references(Place place, String statement) {
        Map<String, String> included = aliases.getOrDefault(place.library(), Map.of());
        Set<Place> found = new HashSet<>();
        Matcher names = NAME.matcher(statement);
        while (names.find()) {
            String name = names.group("quoted") == null ? names.group("plain") : names.group("quoted");
            String qualifier = names.group("of");
            if (qualifier != null && included.containsKey(qualifier)) {
                found.add(new Place(included.get(qualifier), name));
            } else if (name != null) {
                found.add(new Place(place.library(), qualifier == null ? name : qualifier));
            }
        }
        return found;
    }

    /** Reads a library once; a library outside the content, such as FHIRHelpers, has no statements. */
    private void read(String library) {
        String file = LIBRARIES + library + ".cql";
        if (aliases.putIfAbsent(library, Map.of()) != null
                || !content.list("cql", ".cql").contains(file)) {
            return;
        }
        String text = COMMENT.matcher(content.text(file))
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1) == null ? match.group() : " "));
        Map<String, String> included = new HashMap<>();
        INCLUDE.matcher(text).results().forEach(include -> included.put(include.group(2), include.group(1)));
        aliases.put(library, included);
        for (String part : STATEMENTS.split(text, -1)) {
            Matcher statement = STATEMENT.matcher(part);
            if (statement.lookingAt()) {
                String name = statement.group(1) == null ? statement.group(2) : statement.group(1);
                // A function has one statement for each overload.
                statements.merge(new Place(library, name), withCodes(part.strip()), (one, other) -> one + "\n" + other);
            }
        }
    }

    private String withCodes(String statement) {
        Matcher url = IN_QUOTES.matcher(statement);
        return statement.startsWith(VALUE_SET) && url.find()
                ? statement + " " + expansions().getOrDefault(url.group(1), new TreeSet<>())
                : statement;
    }

    private Map<String, SortedSet<String>> expansions() {
        Map<String, SortedSet<String>> read = expansions;
        if (read == null) {
            read = new HashMap<>();
            for (String path : content.list(VALUE_SETS, ".json")) {
                JsonNode valueSet = JsonMapper.shared().readTree(content.text(path));
                SortedSet<String> codes = new TreeSet<>();
                valueSet.at("/expansion/contains")
                        .forEach(coding -> codes.add(coding.path("system").asString("") + "|"
                                + coding.path("code").asString("")));
                read.put(valueSet.path("url").asString(""), codes);
            }
            expansions = read;
        }
        return read;
    }
}
