package org.spinecds.card;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.spinecds.decision.AnswerTree;

/**
 * Words an answer level by level. The level of the headline is worded in full, the others in a line each; levels with
 * the same line share it. A view sees the finding of a level as its member {@code found}.
 */
final class LevelWords {

    private static final int MOST_OTHERS = 2;
    private static final String LEVEL = "level";

    /** The name of the view with the paths of the levels and their findings. */
    static final String NAMES = "levels";

    private static final String ALL = "all";
    private static final String FOUND = "found";
    private static final String HEADLINE = "headline";
    private static final String FIRST = "first";
    private static final String HIGHEST = "highest";

    private final Map<String, View.Field> names;
    private final AnswerTree answers;
    private final View view;
    private final Function<Map<String, ? extends @Nullable Object>, String> findings;
    private final List<AnswerTree> levels;

    /**
     * Pairs the levels of an assessment with their findings.
     *
     * @param names the fields of the view {@link #NAMES}: {@code all} has the path of the levels, {@code found} that of
     *     their findings, {@code headline} that of the level in full. On a level with its finding, {@code first} has
     *     the paths that put a level before others, and {@code highest} the number to order by
     * @param view words a level with its finding
     * @param findings words a finding, from the names of a level
     * @throws WordingBroken when a level has no finding
     */
    LevelWords(
            Map<String, View.Field> names,
            AnswerTree answers,
            View view,
            Function<Map<String, ? extends @Nullable Object>, String> findings) {
        this.names = names;
        this.answers = answers;
        this.view = view;
        this.findings = findings;
        List<AnswerTree> found = answers.at(path(names, FOUND)).members();
        this.levels = answers.at(path(names, ALL)).members().stream()
                .map(level -> found.stream()
                        .filter(finding -> name(finding).equals(name(level)))
                        .findFirst()
                        .map(finding -> level.with(FOUND, finding.plain()))
                        .orElseThrow(() -> new WordingBroken("A level has no finding.", null)))
                .toList();
    }

    /** The types of a level with its finding; empty where the answers have no levels. */
    static AnswerTree shape(Map<String, View.Field> names, AnswerTree shapes) {
        if (!shapes.has(path(names, ALL)) || !shapes.has(path(names, FOUND))) {
            return AnswerTree.of(Map.of());
        }
        AnswerTree level =
                AnswerTree.of(shapes.at(path(names, ALL)).members().get(0).plain());
        return level.with(FOUND, shapes.at(path(names, FOUND)).members().get(0).plain());
    }

    private static String path(Map<String, View.Field> names, String name) {
        View.Field field = names.get(name);
        if (field == null || field.of() == null) {
            throw new WordingBroken("The view " + NAMES + " has no path " + name + ".", null);
        }
        return field.of();
    }

    /** Checks the paths of the view on the answers, and those of {@code first} and {@code highest} on a level. */
    static void check(
            ViewCheck check, String file, Map<String, View.Field> names, AnswerTree shapes, AnswerTree level) {
        names.forEach((name, field) -> check.field(
                file, NAMES + "." + name, field, name.equals(FIRST) || name.equals(HIGHEST) ? level : shapes));
    }

    /** The values of the names {@code headline}, {@code others} and {@code othersMore}. */
    Map<String, @Nullable Object> of() {
        Map<String, @Nullable Object> model = new HashMap<>();
        String headline = answers.at(path(names, HEADLINE)).text();
        List<AnswerTree> others = new ArrayList<>();
        for (AnswerTree level : levels) {
            if (name(level).equals(headline)) {
                model.put("headline", view.of(answers, level));
            } else {
                others.add(level);
            }
        }
        List<Map.Entry<String, List<AnswerTree>>> shown = shown(gravestFirst(others));
        model.put(
                "others",
                shown.stream()
                        .map(same -> Map.of(LEVEL, names(same.getValue().stream()), "text", same.getKey()))
                        .toList());
        model.put("othersMore", names(others.stream().filter(level -> shown.stream()
                .noneMatch(same -> same.getValue().contains(level)))));
        return model;
    }

    /** The names of the levels, from cranial to caudal. */
    Stream<String> names() {
        return levels.stream().map(LevelWords::name);
    }

    /** A level with its finding; empty where it is not assessed. */
    AnswerTree tree(@Nullable String name) {
        return levels.stream()
                .filter(level -> name(level).equals(name))
                .findFirst()
                .orElse(AnswerTree.of(null));
    }

    /** The names of the view for an assessed level. */
    Map<String, @Nullable Object> level(String name) {
        return view.of(answers, tree(name));
    }

    /**
     * The lines that a card has room for. The level with the greatest number {@code highest} is always among them,
     * unless it is the headline's.
     */
    private List<Map.Entry<String, List<AnswerTree>>> shown(List<AnswerTree> others) {
        Map<String, List<AnswerTree>> byText = new LinkedHashMap<>();
        others.forEach(level ->
                byText.computeIfAbsent(text(level), unused -> new ArrayList<>()).add(level));
        List<Map.Entry<String, List<AnswerTree>>> all = List.copyOf(byText.entrySet());
        List<Map.Entry<String, List<AnswerTree>>> shown =
                new ArrayList<>(all.subList(0, Math.min(MOST_OTHERS, all.size())));
        levels.stream().max(Comparator.comparing(this::height)).ifPresent(highest -> all.stream()
                .filter(same -> same.getValue().contains(highest) && !shown.contains(same))
                .forEach(same -> shown.set(shown.size() - 1, same)));
        return shown;
    }

    private String text(AnswerTree level) {
        Map<String, @Nullable Object> said = view.of(answers, level);
        return Stream.of(findings.apply(said), View.text(said.get("surrogate")))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private List<AnswerTree> gravestFirst(List<AnswerTree> levels) {
        Comparator<AnswerTree> order = Comparator.comparing(this::height, Comparator.reverseOrder());
        View.Field first = names.get(FIRST);
        List<String> paths = new ArrayList<>(first == null ? List.of() : first.when());
        Collections.reverse(paths);
        for (String path : paths) {
            Comparator<AnswerTree> next = order;
            order = Comparator.<AnswerTree, Boolean>comparing(
                            level -> !level.at(path).isSaid())
                    .thenComparing(next);
        }
        return levels.stream().sorted(order).toList();
    }

    private BigDecimal height(AnswerTree level) {
        return level.at(path(names, HIGHEST)).number();
    }

    private static String names(Stream<AnswerTree> levels) {
        return levels.map(LevelWords::name).collect(Collectors.joining(", "));
    }

    private static String name(AnswerTree level) {
        return Objects.requireNonNull(level.at(LEVEL).text());
    }
}
