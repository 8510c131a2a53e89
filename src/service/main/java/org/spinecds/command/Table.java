package org.spinecds.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            int height = IntStream.range(0, row.size())
                    .map(column -> parts(row.get(column), widths.get(column)).size())
                    .max()
                    .orElse(1);
            for (int line = 0; line < height; line++) {
                int at = line;
                lines.add("    "
                        + IntStream.range(0, row.size())
                                .mapToObj(column ->
                                        padded(part(row.get(column), widths.get(column), at), widths.get(column)))
                                .collect(Collectors.joining("  "))
                                .stripTrailing());
            }
        }
        return lines;
    }

    private static List<String> parts(String text, int width) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < text.length(); i += width) {
            parts.add(text.substring(i, Math.min(text.length(), i + width)));
        }
        return parts;
    }

    private static String part(String text, int width, int line) {
        List<String> parts = parts(text, width);
        return line < parts.size() ? parts.get(line) : "";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Text in a colour of picocli, such as {@code red} or {@code bold}, on a terminal; elsewhere the text as it is. */
    static String coloured(String colour, String text) {
        return Ansi.AUTO.enabled() ? Ansi.AUTO.string("@|" + colour + " " + text.replace("|@", "| @") + "|@") : text;
    }
}
