package org.spinecds.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table of figures for docs/performance.md. */
final class MarkdownTable {

    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String... headings) {
        row((Object[]) headings);
        lines.add(String.join("|", Collections.nCopies(headings.length, "---")));
    }

    /** Adds a row, and shows it to whoever waits for the table; numbers have as many digits as they are worth. */
    void row(Object... cells) {
        String line = Arrays.stream(cells).map(MarkdownTable::shown).collect(Collectors.joining(" | "));
        lines.add(line);
        System.err.println(line);
    }

    private static String shown(Object cell) {
        if (!(cell instanceof Double number)) {
            return String.valueOf(cell);
        }
        double size = Math.abs(number);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", number);
    }

    @Override
    public String toString() {
        return lines.stream().map(line -> "| " + line + " |").collect(Collectors.joining("\n", "", "\n"));
    }
}
