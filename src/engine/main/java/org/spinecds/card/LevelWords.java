package org.spinecds.card;

import java.util.ArrayList;
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
 * What is said level by level: the level that the answer opens with in full, the others in a line each; those with the same
 * line are put together. A view is given a level with its finding as {@code found}.
 */
final class LevelWords {

    private static final int MOST_OTHERS = 2;
    private static final String LEVEL = "level";
    private static final String PRIOR = "priorEqd2Gy.lo";

    private final AnswerTree answers;
    private final View view;
    private final Function<Map<String, ? extends @Nullable Object>, String> findings;
    private final List<AnswerTree> levels;

    /** Findings are worded from what is said of a level. */
    LevelWords(AnswerTree answers, View view, Function<Map<String, ? extends @Nullable Object>, String> findings) {
        this.answers = answers;
        this.view = view;
        this.findings = findings;
        List<AnswerTree> found = answers.at("Level Findings").members();
        this.levels = answers.at("Assessed Levels").members().stream()
                .map(level -> found.stream()
                        .filter(finding -> name(finding).equals(name(level)))
                        .findFirst()
                        .map(finding -> level.with("found", finding.plain()))
                        .orElseThrow(() -> new WordingBroken("A level has no finding.", null)))
                .toList();
    }

    /** The names {@code headline}, {@code others} and {@code othersMore}. */
    Map<String, @Nullable Object> of() {
        Map<String, @Nullable Object> model = new HashMap<>();
        String headline = answers.at("Headline Level").text();
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

    /** What is said of one level. */
    Map<String, @Nullable Object> level(String name) {
        return view.of(
                answers,
                levels.stream()
                        .filter(level -> name(level).equals(name))
                        .findFirst()
                        .orElseThrow(() -> new WordingBroken("A level is not assessed.", null)));
    }

    /** As many lines as a card has room for; the highest prior dose is among them or in the headline. */
    private List<Map.Entry<String, List<AnswerTree>>> shown(List<AnswerTree> others) {
        Map<String, List<AnswerTree>> byText = new LinkedHashMap<>();
        others.forEach(level ->
                byText.computeIfAbsent(text(level), unused -> new ArrayList<>()).add(level));
        List<Map.Entry<String, List<AnswerTree>>> all = List.copyOf(byText.entrySet());
        List<Map.Entry<String, List<AnswerTree>>> shown =
                new ArrayList<>(all.subList(0, Math.min(MOST_OTHERS, all.size())));
        levels.stream()
                .max(Comparator.comparing(level -> level.at(PRIOR).number()))
                .ifPresent(highest -> all.stream()
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

    /** The levels at which the plan fails first, then those that cannot be judged, then by their prior dose. */
    private static List<AnswerTree> gravestFirst(List<AnswerTree> levels) {
        return levels.stream()
                .sorted(Comparator.comparing(
                                (AnswerTree level) -> !level.at("found.fails").isSaid())
                        .thenComparing(level -> !level.at("found.uncertain").isSaid())
                        .thenComparing(level -> level.at(PRIOR).number(), Comparator.reverseOrder()))
                .toList();
    }

    private static String names(Stream<AnswerTree> levels) {
        return levels.map(LevelWords::name).collect(Collectors.joining(", "));
    }

    private static String name(AnswerTree level) {
        return Objects.requireNonNull(level.at(LEVEL).text());
    }
}
