package org.spinecds.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spinecds.workbench.Difference;
import picocli.CommandLine.Help.Ansi;

/** A table with columns as wide as their longest cell; long cells are wrapped. Coloured only on a terminal. */
final class Table {

    private static final List<Integer> WIDEST = List.of(48, 44, 44);

    private final List<List<String>> rows = new ArrayList<>();

    Table(String where, String left, String right) {
        rows.add(List.of(where, left, right));
    }

    void add(String where, String left, String right) {
        rows.add(List.of(where, left.isEmpty() ? "–" : left, right.isEmpty() ? "–" : right));
    }

    Table with(List<Difference> differences) {
        differences.forEach(one -> add(one.where(), one.expected(), one.actual()));
        return this;
    }

    /** The lines, indented. */
    List<String> lines() {
        List<Integer> widths = IntStream.range(0, WIDEST.size())
                .mapToObj(column -> Math.min(
                        WIDEST.get(column),
                        rows.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(0)))
                .toList();
        return rows.stream().flatMap(row -> lines(row, widths)).toList();
    }

    private static Stream<String> lines(List<String> row, List<Integer> widths) {
        int height = IntStream.range(0, row.size())
                .map(column -> (row.get(column).length() + widths.get(column) - 1) / widths.get(column))
                .max()
                .orElse(1);
        return IntStream.range(0, height)
                .mapToObj(line -> IntStream.range(0, row.size())
                        .mapToObj(column -> part(row.get(column), widths.get(column), line))
                        .collect(Collectors.joining("  ")))
                .map(line -> "    " + line.stripTrailing());
    }

    /** A line of a wrapped cell, as wide as its column. */
    private static String part(String text, int width, int line) {
        String part =
                text.substring(Math.min(text.length(), line * width), Math.min(text.length(), (line + 1) * width));
        return part + " ".repeat(width - part.length());
    }

    /** Text in a colour of picocli, such as {@code red} or {@code bold}, on a terminal; elsewhere the text as it is. */
    static String coloured(String colour, String text) {
        return Ansi.AUTO.enabled() ? Ansi.AUTO.string("@|" + colour + " " + text.replace("|@", "| @") + "|@") : text;
    }
}
